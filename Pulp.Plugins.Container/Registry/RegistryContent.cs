using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Registry;

/// <summary>
/// Finds manifests, tags and blobs of a repository: in a version, and among what was pushed and waits for a tag.
/// </summary>
internal sealed class RegistryContent
{
    private readonly IPulpDatabase database;
    private readonly ContainerTypes types;
    private readonly PendingContent pending;

    public RegistryContent(IPulpDatabase database, ContainerTypes types, PendingContent pending)
    {
        this.database = database;
        this.types = types;
        this.pending = pending;
    }

    /// <summary>Finds the manifest a client names in a version.</summary>
    public Task<Manifest?> FindManifestAsync(RepositoryVersion version, Reference reference, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindManifestAsync(session, version, reference), cancellationToken);

    /// <summary>Finds a manifest that waits for a tag.</summary>
    public Task<Manifest?> FindPendingManifestAsync(Guid repositoryId, string digest, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await pending.HasManifestAsync(session, repositoryId, digest).ConfigureAwait(false)
            ? await LoadAsync<Manifest>(session, types.Manifests, digest).ConfigureAwait(false)
            : null,
        cancellationToken);

    /// <summary>Finds the file of a blob.</summary>
    /// <param name="version">The version that is served; null for none.</param>
    /// <param name="repositoryId">The repository whose waiting blobs are served too; null for none.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The file, or null when the blob is not there; and whether it only waits.</returns>
    public Task<(ContentArtifact? File, bool IsWaiting)> FindBlobAsync(RepositoryVersion? version, Guid? repositoryId, string digest, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            ContentIdentity? found = version is null ? null : await session.Memberships.FindAsync(version, types.BlobPlace(digest)).ConfigureAwait(false);
            var isWaiting = found is null && repositoryId is { } id && await pending.HasBlobAsync(session, id, digest).ConfigureAwait(false);
            if (isWaiting)
                found = (await session.Contents.FindAsync(types.Blobs, Domains.Domain.DefaultId, [KeyHash.Of(digest)]).ConfigureAwait(false))[0];
            return (found is { } identity ? (await session.Contents.GetFilesAsync([identity.StoreKey]).ConfigureAwait(false))[identity.StoreKey].FirstOrDefault() : null, isWaiting);
        },
        cancellationToken);

    /// <summary>Finds the file of a blob in what a distribution serves now.</summary>
    public async Task<ContentArtifact?> FindBlobAsync(ContainerDistribution distribution, string digest, CancellationToken cancellationToken)
    {
        var version = await database.ReadAsync<RepositoryVersion?>(
            async session => distribution switch
            {
                { RepositoryVersion: { } fixedVersion } => await session.Versions.GetAsync(fixedVersion).ConfigureAwait(false),
                { Repository: { } repository } => await session.Versions.FindAsync(repository).ConfigureAwait(false),
                _ => null,
            },
            cancellationToken).ConfigureAwait(false);
        return (await FindBlobAsync(version, distribution.Repository, digest, cancellationToken).ConfigureAwait(false)).File;
    }

    /// <summary>Gets the names of tags of a version in ordinal order.</summary>
    public Task<IReadOnlyList<string>> TagsAsync(RepositoryVersion version, string? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Memberships.GroupsAsync(version, types.Tags, after, limit), cancellationToken);

    /// <summary>Gets the manifests of a version that are attached to a digest.</summary>
    public Task<IReadOnlyList<Manifest>> ReferrersAsync(RepositoryVersion version, string digest, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Manifest>>(
        async session => await ReferrersAsync(session, version, digest).ConfigureAwait(false), cancellationToken);

    public async ValueTask<IReadOnlyList<Manifest>> ReferrersAsync(IStoreSession session, RepositoryVersion version, string digest) =>
        [.. (await session.Memberships.GroupAsync(version, types.Manifests, digest).ConfigureAwait(false)).OfType<Manifest>()];

    /// <summary>Gets the detached signatures of a manifest.</summary>
    public async ValueTask<IReadOnlyList<ManifestSignature>> SignaturesAsync(IStoreSession session, RepositoryVersion version, string digest) =>
        [.. (await session.Memberships.GroupAsync(version, types.Signatures, digest).ConfigureAwait(false)).OfType<ManifestSignature>()];

    public async ValueTask<Manifest?> FindManifestAsync(IStoreSession session, RepositoryVersion version, Reference reference)
    {
        var digest = reference is Reference.ByTag { Tag: var tag }
            ? (await FindTagAsync(session, version, tag.Text).ConfigureAwait(false))?.Digest
            : reference.ToString();
        return digest is null ? null : await FindManifestAsync(session, version, digest).ConfigureAwait(false);
    }

    /// <summary>Finds a manifest by its digest.</summary>
    public async ValueTask<Manifest?> FindManifestAsync(IStoreSession session, RepositoryVersion version, string digest) =>
        await session.Memberships.FindAsync(version, types.ManifestPlace(digest)).ConfigureAwait(false) is { } identity
        && await session.Contents.GetAsync([identity.StoreKey]).ConfigureAwait(false) is [Manifest manifest]
            ? manifest
            : null;

    public async ValueTask<Tag?> FindTagAsync(IStoreSession session, RepositoryVersion version, string name) =>
        await session.Memberships.FindAsync(version, types.TagPlace(name)).ConfigureAwait(false) is { } identity
        && await session.Contents.GetAsync([identity.StoreKey]).ConfigureAwait(false) is [Tag tag]
            ? tag
            : null;

    public static async ValueTask<T?> LoadAsync<T>(IStoreSession session, ContentType type, string digest)
        where T : Content =>
        (await session.Contents.FindAsync(type, Domains.Domain.DefaultId, [KeyHash.Of(digest)]).ConfigureAwait(false))[0] is { } identity
        && await session.Contents.GetAsync([identity.StoreKey]).ConfigureAwait(false) is [T unit]
            ? unit
            : null;
}
