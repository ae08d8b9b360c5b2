using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Registry;
using Pulp.Repositories;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Takes manifests that are pushed. A tag, or what a manifest is attached to, brings it into a new version together with all it needs; until then it waits.
/// </summary>
internal sealed class ManifestPushes
{
    private readonly IPulpDatabase database;
    private readonly RepositoryChanges changes;
    private readonly RegistryContent content;
    private readonly IArtifactStorage storage;
    private readonly ContainerTypes types;
    private readonly PendingContent pending;

    public ManifestPushes(IPulpDatabase database, RepositoryChanges changes, RegistryContent content, IArtifactStorage storage, ContainerTypes types, PendingContent pending)
    {
        this.database = database;
        this.changes = changes;
        this.content = content;
        this.storage = storage;
        this.types = types;
        this.pending = pending;
    }

    /// <summary>Takes a manifest; it is durable and served when the task completes.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="manifest">The manifest as it was read.</param>
    /// <param name="tags">The tags that are to name it, perhaps none. All of them come in one version.</param>
    /// <param name="condition">What each of the tags must name until now; null for anything.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="RegistryException">The repository does not hold what the manifest refers to, or the condition does not hold.</exception>
    /// <exception cref="RepositoryChangeException">The repository does not take it.</exception>
    public async Task PushAsync(Guid repositoryId, Manifest manifest, IReadOnlyList<string> tags, TagCondition? condition, CancellationToken cancellationToken)
    {
        manifest = manifest.With(await ReadConfigAsync(repositoryId, manifest, cancellationToken).ConfigureAwait(false));
        if (tags.Count == 0 && manifest.Subject is null)
            await database.WriteAsync(session => KeepAsync(session, repositoryId, manifest), cancellationToken).ConfigureAwait(false);
        else
            await changes.AddAsync(repositoryId, session => SaveAsync(session, repositoryId, manifest, tags, condition), overwrite: true, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> KeepAsync(IStoreSession session, Guid repositoryId, Manifest manifest)
    {
        var version = await LatestAsync(session, repositoryId).ConfigureAwait(false);
        await new PushedParts(session, types, pending, repositoryId, version).RequireAsync(manifest).ConfigureAwait(false);
        var saved = await session.Contents.SaveAsync(Domain.DefaultId, [types.Row(manifest)]).ConfigureAwait(false);
        if (await session.Memberships.FindAsync(version, types.ManifestPlace(manifest.Digest)).ConfigureAwait(false) is null)
            await pending.AddManifestAsync(session, repositoryId, manifest.Digest, saved[0].Identity).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<IReadOnlyList<Content>> SaveAsync(
        IStoreSession session, Guid repositoryId, Manifest manifest, IReadOnlyList<string> tags, TagCondition? condition)
    {
        var version = await LatestAsync(session, repositoryId).ConfigureAwait(false);
        foreach (var tag in condition is null ? [] : tags)
        {
            if (!condition!.Holds((await content.FindTagAsync(session, version, tag).ConfigureAwait(false))?.Digest))
                throw new RegistryException(RegistryError.ConditionFailed, "The tag does not name what the request says.") { Detail = tag };
        }

        var parts = new PushedParts(session, types, pending, repositoryId, version);
        await parts.RequireAsync(manifest).ConfigureAwait(false);
        Content[] units = [manifest, .. tags.Select(tag => Tag.Of(tag, manifest))];
        var saved = await session.Contents.SaveAsync(Domain.DefaultId, [.. units.Select(unit => types.Row(unit))]).ConfigureAwait(false);
        await pending.RemoveAsync(session, repositoryId, parts.PendingBlobs, [.. parts.PendingManifests, manifest.Digest]).ConfigureAwait(false);
        return [.. units.Zip(saved, (unit, row) => unit with { Id = row.Identity.Id, StoreKey = row.Identity.StoreKey })];
    }

    private static async ValueTask<RepositoryVersion> LatestAsync(IStoreSession session, Guid repositoryId) =>
        await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) ?? throw new RegistryException(RegistryError.NameUnknown, "The repository was removed meanwhile.");

    // What an image is is told by its configuration; where that is not here, the image says nothing of itself.
    private async Task<ImageConfig> ReadConfigAsync(Guid repositoryId, Manifest manifest, CancellationToken cancellationToken)
    {
        if (manifest is not { Type: ManifestType.Image, Config: { Size: <= ImageConfig.MaximumSize } config })
            return ImageConfig.Empty;
        var latest = await database.ReadAsync(session => session.Versions.FindAsync(repositoryId), cancellationToken).ConfigureAwait(false);
        if (await content.FindBlobAsync(latest, repositoryId, config.Digest, cancellationToken).ConfigureAwait(false) is not { File.Stored: { Size: <= ImageConfig.MaximumSize } stored }
            || !stored.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256))
            return ImageConfig.Empty;
        var stream = await storage.OpenReadAsync(sha256, StorageDomain.Of(stored.DomainId), cancellationToken).ConfigureAwait(false);
        if (stream is null)
            return ImageConfig.Empty;
        await using var disposing = stream.ConfigureAwait(false);
        var bytes = new byte[stored.Size!.Value];
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return ImageConfig.Read(bytes);
    }
}
