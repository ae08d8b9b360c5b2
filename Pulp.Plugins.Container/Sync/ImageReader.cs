using System.Collections.Concurrent;
using Pulp.Digests;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Registry;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Reads the images of one sync, each manifest once, and declares them with what they need.
/// </summary>
/// <remarks>What is kept for the length of the sync is one media type for each digest.</remarks>
internal sealed class ImageReader
{
    private const int DeepestIndex = 4;
    private readonly SyncContext context;
    private readonly UpstreamRegistry registry;
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ContainerTypes types;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> read = new(StringComparer.Ordinal);

    public ImageReader(SyncContext context, UpstreamRegistry registry, IPulpDatabase database, IArtifactStorage storage, ContainerTypes types)
    {
        this.context = context;
        this.registry = registry;
        this.database = database;
        this.storage = storage;
        this.types = types;
    }

    /// <summary>Reads what a tag names.</summary>
    /// <returns>The tag and what it needs, without what was declared already; when it cannot be taken, perhaps parts of it.</returns>
    public Task<IReadOnlyList<SyncItem>> ReadTagAsync(string tag, CancellationToken cancellationToken) => ReadAsync(
        tag,
        async items =>
        {
            var digest = await registry.FindDigestAsync(tag, cancellationToken).ConfigureAwait(false);
            Manifest? given = null;
            if (digest is null)
            {
                given = await registry.GetManifestAsync(tag, cancellationToken).ConfigureAwait(false);
                digest = given.Digest;
            }

            var mediaType = await ReadManifestAsync(digest, given, items, 0, cancellationToken).ConfigureAwait(false);
            items.Add(new DeclaredContent(new Tag { Name = tag, Digest = digest, MediaType = mediaType }));
        });

    /// <summary>Reads a manifest that no tag need name.</summary>
    public Task<IReadOnlyList<SyncItem>> ReadDigestAsync(string digest, CancellationToken cancellationToken) => ReadAsync(
        digest, items => ReadManifestAsync(digest, given: null, items, 0, cancellationToken));

    private async Task<IReadOnlyList<SyncItem>> ReadAsync(string name, Func<List<SyncItem>, Task> readInto)
    {
        var items = new List<SyncItem>();
        try
        {
            await readInto(items).ConfigureAwait(false);
        }
        catch (SkippedImageException skipped)
        {
            context.Skip(skipped.Message, skipped.InnerException is { } cause ? $"{name}: {cause.Message}" : name);
        }

        return items;
    }

    private async Task<string> ReadManifestAsync(string digest, Manifest? given, List<SyncItem> items, int depth, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = read.GetOrAdd(digest, mine);
        if (!ReferenceEquals(first, mine))
            return await first.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var manifest = await FindStoredAsync(digest, cancellationToken).ConfigureAwait(false)
                ?? given ?? await registry.GetManifestAsync(digest, cancellationToken).ConfigureAwait(false);
            await DeclareAsync(manifest, items, depth, cancellationToken).ConfigureAwait(false);
            mine.SetResult(manifest.MediaType);
            return manifest.MediaType;
        }
        catch (Exception exception)
        {
            mine.SetException(exception);

            // Nobody else may wait for it.
            _ = mine.Task.Exception;
            throw;
        }
    }

    private async Task DeclareAsync(Manifest manifest, List<SyncItem> items, int depth, CancellationToken cancellationToken)
    {
        if (manifest.Listed.Count > 0 && depth == DeepestIndex)
            throw new SkippedImageException("indexes are nested too deeply");
        foreach (var listed in manifest.Listed.DistinctBy(listed => listed.Digest, StringComparer.Ordinal))
            await ReadManifestAsync(listed.Digest, given: null, items, depth + 1, cancellationToken).ConfigureAwait(false);
        items.AddRange(manifest.NeededBlobs().Select(blob => new DeclaredContent(
            new Blob { Digest = blob.Digest },
            new DeclaredFile(blob.Digest, registry.BlobOf(blob.Digest), blob.Size, new DigestSet(OciDigest.Parse(blob.Digest))) { IsImmediate = blob.Digest == manifest.Config?.Digest })));
        items.Add(new DeclaredContent(manifest)
        {
            // The configuration was declared before, so that it is here by then. What was stored before was told by it already.
            Complete = manifest is { Type: ManifestType.Image, Config: not null, StoreKey: 0 } ? async (_, token) => manifest.With(await ReadConfigAsync(manifest.Config, token).ConfigureAwait(false)) : null,
        });
    }

    private Task<Manifest?> FindStoredAsync(string digest, CancellationToken cancellationToken) =>
        database.ReadAsync(session => RegistryContent.LoadAsync<Manifest>(session, types.Manifests, digest), cancellationToken);

    private async Task<ImageConfig> ReadConfigAsync(Descriptor config, CancellationToken cancellationToken)
    {
        if (config.Size > ImageConfig.MaximumSize)
            return ImageConfig.Empty;
        var stored = OciDigest.Parse(config.Digest);
        if (stored.Algorithm != DigestAlgorithm.Sha256)
            stored = await database.ReadAsync(session => RegistryContent.FindStoredAsync(session, types.Blobs, config.Digest), cancellationToken).ConfigureAwait(false) ?? default;
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
