using Pulp.Plugins.Container.Naming;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Reads the images of one sync: what a tag or digest names, and all that comes with it.
/// </summary>
internal sealed class ImageReader(SyncContext context, ManifestTrees trees, TagReader tags, AttachmentReader? attachments, TagChoice choice, KeptImages kept)
{
    private readonly bool signedOnly = context.Options is ContainerSyncOptions { SignedOnly: true };

    /// <summary>Reads what a tag or digest names.</summary>
    /// <returns>The image; null when it cannot be taken, which is counted.</returns>
    public async Task<ReadImage?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var tag = OciDigest.TryParse(name, out _) ? null : name;
        try
        {
            var root = tag is null
                ? await trees.ReadAsync(name, given: null, cancellationToken).ConfigureAwait(false)
                : await tags.ReadAsync(tag, cancellationToken).ConfigureAwait(false);
            if (choice.IsExcludedDigest(root.Digest))
                throw new SkippedImageException(TagChoice.Excluded);
            var attached = attachments is null ? null : await attachments.ReadAsync(root, cancellationToken).ConfigureAwait(false);
            var image = new ReadImage(tag, root, attached ?? new Dictionary<string, Attachments>());
            return !signedOnly || SignedImages.IsSigned(root, image, trees) ? image : throw new SkippedImageException("image is not signed");
        }
        catch (SkippedImageException skipped)
        {
            var old = skipped.IsDamage && context.Mirror && tag is not null ? await kept.FindAsync(tag, cancellationToken).ConfigureAwait(false) : null;
            var cause = skipped.InnerException is { } inner ? $": {inner.Message}" : "";
            context.Skip(skipped.Message, $"{name}{(old is null ? "" : " (stays as it was here)")}{cause}");
            return old;
        }
    }
}
