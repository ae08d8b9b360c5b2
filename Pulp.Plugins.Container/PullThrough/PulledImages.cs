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
using Pulp.Stores;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Keeps manifests that were pulled through in their repository: with the blobs they name as promises, and without the children of an index.
/// </summary>
internal sealed class PulledImages
{
    private readonly IPulpDatabase database;
    private readonly RepositoryChanges changes;
    private readonly RegistryContent content;
    private readonly PulledConfigs configs;
    private readonly ContainerTypes types;

    public PulledImages(IPulpDatabase database, RepositoryChanges changes, RegistryContent content, PulledConfigs configs, ContainerTypes types)
    {
        this.database = database;
        this.changes = changes;
        this.content = content;
        this.configs = configs;
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
            manifest = manifest.With(await configs.ReadAsync(blobs[0], config, cancellationToken).ConfigureAwait(false));
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
            Size = blob.KnownSize,
            Digests = new DigestSet(OciDigest.Parse(blob.Digest)),
        }]));
}
