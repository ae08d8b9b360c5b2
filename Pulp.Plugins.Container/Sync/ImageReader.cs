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
                throw Leave(TagChoice.Excluded, root.All());
            if (attachments is null)
                return new ReadImage(tag, root, new Dictionary<string, Attachments>());
            var image = new ReadImage(tag, root, await attachments.ReadAsync(root, cancellationToken).ConfigureAwait(false));
            return !signedOnly || SignedImages.IsSigned(root, image, trees)
                ? image
                : throw Leave("image is not signed", root.All().Concat(image.Attached.Values.SelectMany(attached => attached.Images()).SelectMany(node => node.All())));
        }
        catch (SkippedImageException skipped)
        {
            var old = skipped.IsDamage && context.Mirror && tag is not null ? await kept.FindAsync(tag, cancellationToken).ConfigureAwait(false) : null;
            var cause = skipped.InnerException is { } inner ? $": {inner.Message}" : "";
            context.Skip(skipped.Message, $"{name}{(old is null ? "" : " (stays as it was here)")}{cause}");
            return old;
        }
    }

    private SkippedImageException Leave(string reason, IEnumerable<ImageNode> nodes)
    {
        var digests = nodes.Select(node => node.Digest).ToList();
        trees.Forget(digests);
        attachments?.Forget(digests);
        return new SkippedImageException(reason);
    }
}
