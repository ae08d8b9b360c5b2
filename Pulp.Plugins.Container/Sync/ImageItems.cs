using Pulp.Digests;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Storage;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Declares images that were read with all that comes with them, each unit once. For one reader at a time.
/// </summary>
internal sealed class ImageItems
{
    private readonly SyncContext context;
    private readonly UpstreamRegistry registry;
    private readonly IArtifactStorage storage;
    private readonly ManifestTrees trees;
    private readonly AttachmentReader? attachments;
    private readonly bool includesForeign;
    private readonly HashSet<string> blobs = new(StringComparer.Ordinal);
    private readonly HashSet<string> tags = new(StringComparer.Ordinal);

    public ImageItems(SyncContext context, UpstreamRegistry registry, IArtifactStorage storage, ManifestTrees trees, AttachmentReader? attachments)
    {
        this.context = context;
        this.registry = registry;
        this.storage = storage;
        this.trees = trees;
        this.attachments = attachments;
        includesForeign = ((ContainerRemote)context.Remote).IncludeForeignLayers;
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
        foreach (var blob in manifest.NeededBlobs())
        {
            // Images share layers. A configuration that is another's layer is rare, and declared twice, so that it is here.
            var isConfig = blob.Digest == manifest.Config?.Digest;
            if (isConfig || blobs.Add(blob.Digest))
                yield return BlobOf(blob, isConfig, isOptional: false);
        }

        foreach (var blob in includesForeign ? manifest.Layers.Where(layer => layer.IsForeign && blobs.Add(layer.Digest)) : [])
            yield return BlobOf(blob, isConfig: false, isOptional: true);
        yield return new DeclaredContent(manifest)
        {
            // The configuration was declared before, so that it is here by then. What was stored before was told by it already.
            Complete = manifest is { Type: ManifestType.Image, Config: not null, StoreKey: 0 } ? async (_, token) => manifest.With(await ReadConfigAsync(manifest.Config, token).ConfigureAwait(false)) : null,
        };
    }

    private DeclaredContent BlobOf(Descriptor blob, bool isConfig, bool isOptional) => new(
        new Blob { Digest = blob.Digest },
        new DeclaredFile(blob.Digest, registry.BlobOf(blob.Digest), blob.Size, new DigestSet(OciDigest.Parse(blob.Digest))) { IsImmediate = isConfig, IsOptional = isOptional });

    private async Task<ImageConfig> ReadConfigAsync(Descriptor config, CancellationToken cancellationToken)
    {
        if (config.Size > ImageConfig.MaximumSize)
            return ImageConfig.Empty;
        var stored = OciDigest.Parse(config.Digest);
        if (stored.Algorithm != DigestAlgorithm.Sha256)
            stored = await trees.FindStoredBlobAsync(config.Digest, cancellationToken).ConfigureAwait(false) ?? default;
        if (stored == default)
            return ImageConfig.Empty;
        var stream = await storage.OpenReadAsync(stored, StorageDomain.Of(context.Repository.DomainId), cancellationToken).ConfigureAwait(false);
        if (stream is null)
            return ImageConfig.Empty;
        await using var disposing = stream.ConfigureAwait(false);
        var bytes = new byte[config.Size];
        return await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) == bytes.Length ? ImageConfig.Read(bytes) : ImageConfig.Empty;
    }
}
