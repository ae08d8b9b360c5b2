using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Declares images that were read with all that comes with them, each unit once. For one reader at a time.
/// </summary>
internal sealed class ImageItems
{
    private readonly UpstreamRegistry registry;
    private readonly ManifestTrees trees;
    private readonly AttachmentReader? attachments;
    private readonly bool includesForeign;
    private readonly HashSet<string> blobs = new(StringComparer.Ordinal);
    private readonly HashSet<string> tags = new(StringComparer.Ordinal);

    public ImageItems(ContainerRemote remote, UpstreamRegistry registry, ManifestTrees trees, AttachmentReader? attachments)
    {
        this.registry = registry;
        this.trees = trees;
        this.attachments = attachments;
        includesForeign = remote.IncludeForeignLayers;
    }

    public bool HasTag(string name) => tags.Contains(name);

    /// <summary>Declares an image.</summary>
    public IEnumerable<SyncItem> Of(ReadImage image)
    {
        foreach (var item in Of(image.Root, image))
            yield return item;
        if (image.Tag is { } tag && tags.Add(tag))
            yield return TagOf(tag, image.Root);
    }

    private static DeclaredContent TagOf(string name, ImageNode node) => new(new Tag { Name = name, Digest = node.Digest, MediaType = node.MediaType });

    private IEnumerable<SyncItem> Of(ImageNode root, ReadImage image)
    {
        foreach (var node in root.All())
        {
            if (node.Manifest is not { } manifest || !trees.TryDeclare(node, SignedImages.IsSigned(node, image, trees)))
                continue;
            attachments?.Forget(node.Digest);
            foreach (var item in Of(manifest))
                yield return item;
            foreach (var item in Of(image.AttachedTo(node), image))
                yield return item;
        }
    }

    private IEnumerable<SyncItem> Of(Attachments attached, ReadImage image)
    {
        foreach (var signature in attached.Signatures)
            yield return new DeclaredContent(signature);
        foreach (var item in attached.Referrers.SelectMany(referrer => Of(referrer, image)))
            yield return item;
        foreach (var (name, companion) in attached.Tags)
        {
            foreach (var item in Of(companion, image))
                yield return item;
            if (tags.Add(name))
                yield return TagOf(name, companion);
        }
    }

    private IEnumerable<SyncItem> Of(Manifest manifest)
    {
        // What was stored before was told by its configuration already.
        var told = manifest is { Type: ManifestType.Image, Config: not null, StoreKey: 0 } ? new ToldConfig() : null;
        foreach (var blob in manifest.NeededBlobs())
        {
            // Images share layers. A configuration is declared each time, so that it is here before the image that it tells about.
            if (blob.Digest == manifest.Config?.Digest)
                yield return new DeclaredContent(new Blob { Digest = blob.Digest }, FileOf(blob) with { IsImmediate = true }) { Complete = told is null ? null : told.ReadAsync };
            else if (blobs.Add(blob.Digest))
                yield return new DeclaredContent(new Blob { Digest = blob.Digest }, FileOf(blob));
        }

        foreach (var blob in includesForeign ? manifest.Layers.Where(layer => layer.IsForeign && blobs.Add(layer.Digest)) : [])
            yield return new DeclaredContent(new Blob { Digest = blob.Digest }, FileOf(blob) with { IsOptional = true });
        yield return new DeclaredContent(manifest) { Complete = told is null ? null : (_, _) => ValueTask.FromResult<Content>(manifest.With(told.Config)) };
    }

    private DeclaredFile FileOf(Descriptor blob) => new(blob.Digest, registry.BlobOf(blob.Digest), blob.KnownSize, new DigestSet(OciDigest.Parse(blob.Digest)));
}
