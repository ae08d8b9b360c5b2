using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Sync;
using Pulp.Repositories;
using Pulp.Serving;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Keeps manifests that were pulled through in their repository: with the blobs they name as promises, and without the children of an index.
/// </summary>
internal sealed class PulledImages
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private readonly IPulpDatabase database;
    private readonly RepositoryChanges changes;
    private readonly RegistryContent content;
    private readonly OnDemandFiles files;
    private readonly IArtifactStorage storage;
    private readonly ContainerTypes types;

    public PulledImages(IPulpDatabase database, RepositoryChanges changes, RegistryContent content, OnDemandFiles files, IArtifactStorage storage, ContainerTypes types)
    {
        this.database = database;
        this.changes = changes;
        this.content = content;
        this.files = files;
        this.storage = storage;
        this.types = types;
    }

    /// <summary>Finds a manifest that is stored, in whatever repository.</summary>
    public Task<Manifest?> FindAsync(string digest, CancellationToken cancellationToken) =>
        database.ReadAsync(session => RegistryContent.LoadAsync<Manifest>(session, types.Manifests, digest), cancellationToken);

    /// <summary>Finds the digest that a reference stands for in a repository; null when it holds no such manifest.</summary>
    public Task<string?> FindDigestAsync(Guid repositoryId, Reference reference, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is { } version
            ? (await content.FindManifestAsync(session, version, reference).ConfigureAwait(false))?.Digest
            : null,
        cancellationToken);

    /// <summary>Keeps a manifest; it is in a version of the repository when the task completes.</summary>
    /// <param name="distribution">The distribution, whose repository keeps it.</param>
    /// <param name="remote">Where it came from.</param>
    /// <param name="manifest">The manifest as it was read, or as it is stored.</param>
    /// <param name="tag">The tag that names it; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The manifest with what its configuration tells.</returns>
    public async Task<Manifest> KeepAsync(ContainerDistribution distribution, ContainerRemote remote, Manifest manifest, string? tag, CancellationToken cancellationToken)
    {
        var blobs = manifest.NeededBlobs().Select(blob => PromiseOf(blob, remote)).ToList();
        // What was stored before was told by its configuration already.
        if (manifest is { Type: ManifestType.Image, Config: { Size: <= ImageConfig.MaximumSize } config, StoreKey: 0 })
            manifest = manifest.With(await ReadConfigAsync(blobs[0], config, cancellationToken).ConfigureAwait(false));
        Content[] units = tag is null ? [manifest] : [manifest, Tag.Of(tag, manifest)];
        await changes.AddAsync(
            distribution.Repository!.Value,
            async session =>
            {
                var saved = await session.Contents.SaveAsync(Domain.DefaultId, [.. blobs, .. units.Select(unit => types.Row(unit))]).ConfigureAwait(false);
                return [.. units.Zip(saved.Skip(blobs.Count), (unit, row) => unit with { Id = row.Identity.Id, StoreKey = row.Identity.StoreKey })];
            },
            overwrite: true,
            cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    private NewContent PromiseOf(Descriptor blob, ContainerRemote remote) => types.Row(
        new Blob { Digest = blob.Digest },
        new NewContentFile(blob.Digest, null, [new RemoteArtifact
        {
            Url = UpstreamRegistry.BlobOf(remote, blob.Digest),
            RemoteId = remote.Id,
            Size = blob.Size,
            Digests = new DigestSet(OciDigest.Parse(blob.Digest)),
        }]));

    // What an image is is told by its configuration, which every client asks for next. Where it does not come in time, the image says nothing of itself.
    private async Task<ImageConfig> ReadConfigAsync(NewContent promise, Descriptor config, CancellationToken cancellationToken)
    {
        var file = await database.WriteAsync(
            async session =>
            {
                var saved = await session.Contents.SaveAsync(Domain.DefaultId, [promise]).ConfigureAwait(false);
                return (await session.Contents.GetFilesAsync([saved[0].Identity.StoreKey]).ConfigureAwait(false))[saved[0].Identity.StoreKey].First();
            },
            cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWait);
        try
        {
            var bytes = new byte[config.Size];
            var length = await files.OpenAsync(file, limit.Token).ConfigureAwait(false) switch
            {
                FetchOutcome.Stored { Artifact: var stored } => await ReadAsync(stored, bytes, limit.Token).ConfigureAwait(false),
                FetchOutcome.Streaming { File: var coming } => await ReadAsync(coming, bytes, limit.Token).ConfigureAwait(false),
                _ => 0,
            };
            return length == bytes.Length ? ImageConfig.Read(bytes) : ImageConfig.Empty;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ImageConfig.Empty;
        }
        catch (FetchBrokenException)
        {
            return ImageConfig.Empty;
        }
    }

    private async Task<int> ReadAsync(StoredArtifact stored, byte[] bytes, CancellationToken cancellationToken)
    {
        stored.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256);
        if (await storage.OpenReadAsync(sha256, StorageDomain.Of(stored.DomainId), cancellationToken).ConfigureAwait(false) is not { } stream)
            return 0;
        await using var disposing = stream.ConfigureAwait(false);
        return await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> ReadAsync(StreamingFile coming, byte[] bytes, CancellationToken cancellationToken)
    {
        using (coming)
        {
            var length = 0;
            while (length < bytes.Length && await coming.ReadAsync(bytes.AsMemory(length), length, cancellationToken).ConfigureAwait(false) is > 0 and var read)
                length += read;
            return length;
        }
    }
}
