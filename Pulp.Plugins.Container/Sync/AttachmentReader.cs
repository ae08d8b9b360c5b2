using System.Collections.Concurrent;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Reads what is attached to images: referrers, the tags that belong to them, and signatures; and what is attached to those in turn.
/// </summary>
internal sealed class AttachmentReader(
    SyncContext context, ManifestTrees trees, CompanionReader companions, UpstreamReferrers referrers, UpstreamSignatures signatures, KeptImages kept)
{
    private const int Deepest = 3;
    private const int MaximumOfImage = 1000;
    private readonly ConcurrentDictionary<string, Lazy<Task<Attachments>>> underWay = new(StringComparer.Ordinal);

    /// <summary>Reads what is attached to an image, to what it lists, and to all of these.</summary>
    /// <returns>What is attached, by the digest of what it is attached to.</returns>
    public async Task<IReadOnlyDictionary<string, Attachments>> ReadAsync(ImageNode root, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Attachments>(StringComparer.Ordinal);

        // Cosign signs an image for several platforms as a whole, and its parts only together with it: tags of the parts are looked up where the whole has one.
        await ReadLevelAsync([root], looksUp: true, isImage: true).ConfigureAwait(false);
        await ReadLevelAsync(root.All(), looksUp: found.Values.Any(attached => attached.Tags.Count > 0), isImage: true).ConfigureAwait(false);
        var level = ImagesOf(found.Values);
        for (var depth = 0; level.Count > 0 && depth < Deepest; depth++)
        {
            if (found.Count + level.Count > MaximumOfImage)
            {
                context.Skip("too much is attached to an image", root.Digest);
                break;
            }

            level = ImagesOf(await ReadLevelAsync(level.SelectMany(image => image.All()), looksUp: false, isImage: false).ConfigureAwait(false));
        }

        return found;

        async Task<IReadOnlyList<Attachments>> ReadLevelAsync(IEnumerable<ImageNode> nodes, bool looksUp, bool isImage)
        {
            // What was declared before came with all that is attached to it.
            var fresh = nodes.Where(node => node.Manifest is not null && !found.ContainsKey(node.Digest)).DistinctBy(node => node.Digest, StringComparer.Ordinal).ToList();
            var attached = await Task.WhenAll(fresh.Select(node => FindAsync(node.Manifest!, looksUp, isImage, cancellationToken))).ConfigureAwait(false);
            foreach (var (node, its) in fresh.Zip(attached))
                found[node.Digest] = its;
            return attached;
        }
    }

    /// <summary>Forgets what was read of manifests, once they are declared or left out.</summary>
    public void Forget(params IEnumerable<string> digests)
    {
        foreach (var digest in digests)
            underWay.TryRemove(digest, out _);
    }

    private static List<ImageNode> ImagesOf(IEnumerable<Attachments> attached) => [.. attached.SelectMany(its => its.Images())];

    private Task<Attachments> FindAsync(Manifest manifest, bool looksUp, bool isImage, CancellationToken cancellationToken) => underWay.GetOrAdd(
        manifest.Digest, _ => new Lazy<Task<Attachments>>(() => ReadOneAsync(manifest, looksUp, isImage, cancellationToken))).Value.WaitAsync(cancellationToken);

    private async Task<Attachments> ReadOneAsync(Manifest manifest, bool looksUp, bool isImage, CancellationToken cancellationToken)
    {
        var signing = isImage ? SignaturesAsync(manifest, cancellationToken) : Task.FromResult<IReadOnlyList<ManifestSignature>>([]);
        var (referring, hasReferrers, isRefused) = await ReferrersAsync(manifest.Digest, cancellationToken).ConfigureAwait(false);
        var tags = await companions.ReadAsync(manifest.Digest, looksUp, hasReferrers, cancellationToken).ConfigureAwait(false);
        // That it is not told does not mean that what was attached is gone; a list under a tag, where there is one, tells.
        if (isRefused && !tags.Any(tag => tag.Name == CompanionTag.StemOf(manifest.Digest)))
        {
            referring = (await kept.AttachedAsync(manifest.Digest, cancellationToken).ConfigureAwait(false)).Referrers;
            if (referring.Count > 0)
                context.Skip("list of referrers is not given", manifest.Digest);
        }

        return new Attachments(referring, tags, await signing.ConfigureAwait(false));
    }

    private async Task<(IReadOnlyList<ImageNode> Referrers, bool HasApi, bool IsRefused)> ReferrersAsync(string digest, CancellationToken cancellationToken)
    {
        try
        {
            var list = await referrers.FindAsync(digest, cancellationToken).ConfigureAwait(false);
            if (list.Digests is not { } digests)
                return ([], false, list.IsRefused);
            var nodes = await Task.WhenAll(digests.Distinct(StringComparer.Ordinal).Take(MaximumOfImage).Select(referrer => ReadReferrerAsync(digest, referrer, cancellationToken))).ConfigureAwait(false);
            return ([.. nodes.OfType<ImageNode>()], true, false);
        }
        catch (SkippedImageException damaged)
        {
            context.Skip(damaged.Message, digest);
            return ((await kept.AttachedAsync(digest, cancellationToken).ConfigureAwait(false)).Referrers, true, false);
        }
    }

    private async Task<ImageNode?> ReadReferrerAsync(string subject, string digest, CancellationToken cancellationToken)
    {
        try
        {
            var node = await trees.ReadAsync(digest, given: null, cancellationToken).ConfigureAwait(false);
            if (node.Manifest is null || node.Manifest.Subject == subject)
                return node;
            context.Skip("referrer has another subject", digest);
        }
        catch (SkippedImageException skipped)
        {
            context.Skip(skipped.Message, digest);
        }

        return null;
    }

    private async Task<IReadOnlyList<ManifestSignature>> SignaturesAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            if (await signatures.FindAsync(manifest, cancellationToken).ConfigureAwait(false) is { } found)
                return found;
        }
        catch (SkippedImageException damaged)
        {
            context.Skip(damaged.Message, manifest.Digest);
            return (await kept.AttachedAsync(manifest.Digest, cancellationToken).ConfigureAwait(false)).Signatures;
        }

        var before = (await kept.AttachedAsync(manifest.Digest, cancellationToken).ConfigureAwait(false)).Signatures;
        if (before.Count > 0)
            context.Skip("signatures are refused", manifest.Digest);
        return before;
    }
}
