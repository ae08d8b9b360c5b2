using Pulp.ContentTypes;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Registry;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Removes tags, manifests and blobs from the latest version of a repository; each removal makes a new version.
/// </summary>
internal sealed class Removals
{
    private readonly IPulpDatabase database;
    private readonly RepositoryChanges changes;
    private readonly RegistryContent content;
    private readonly ContainerTypes types;
    private readonly PendingContent pending;

    public Removals(IPulpDatabase database, RepositoryChanges changes, RegistryContent content, ContainerTypes types, PendingContent pending)
    {
        this.database = database;
        this.changes = changes;
        this.content = content;
        this.types = types;
        this.pending = pending;
    }

    /// <summary>Removes a tag; its manifest stays reachable by digest.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveTagAsync(Guid repositoryId, TagName name, CancellationToken cancellationToken)
    {
        var tag = await database.ReadAsync(
            async session => await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is { } version
                ? await content.FindTagAsync(session, version, name.Text).ConfigureAwait(false)
                : null,
            cancellationToken).ConfigureAwait(false);
        if (tag is null)
            return false;
        await changes.ModifyAsync(repositoryId, new RepositoryChange { Remove = [tag.Id], Recursive = false }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Removes a manifest with the tags that name it, what only it needs, and what is attached to it.</summary>
    /// <returns>Whether the repository held it, in its version or waiting for a tag.</returns>
    public async Task<bool> RemoveManifestAsync(Guid repositoryId, string digest, CancellationToken cancellationToken)
    {
        var going = await database.ReadAsync(session => ImageAsync(session, repositoryId, digest), cancellationToken).ConfigureAwait(false);
        var waited = await database.WriteAsync(
            async session =>
            {
                var has = await pending.HasManifestAsync(session, repositoryId, digest).ConfigureAwait(false);
                await pending.RemoveAsync(session, repositoryId, [], [digest]).ConfigureAwait(false);
                return has;
            },
            cancellationToken).ConfigureAwait(false);
        if (going.Count > 0)
            await changes.ModifyAsync(repositoryId, new RepositoryChange { Remove = going }, cancellationToken).ConfigureAwait(false);
        return waited || going.Count > 0;
    }

    /// <summary>Removes the signatures of manifests that the latest version does not hold.</summary>
    public async Task RemoveSignaturesAsync(Guid repositoryId, IReadOnlyCollection<string> digests, CancellationToken cancellationToken)
    {
        var going = await database.ReadAsync(session => StraySignaturesAsync(session, repositoryId, digests), cancellationToken).ConfigureAwait(false);
        if (going.Count > 0)
            await changes.ModifyAsync(repositoryId, new RepositoryChange { Remove = going, Recursive = false }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a blob, unless a manifest of the repository needs it.</summary>
    /// <returns>Whether it was removed; null when it is needed.</returns>
    public async Task<bool?> RemoveBlobAsync(Guid repositoryId, string digest, CancellationToken cancellationToken)
    {
        var (id, isNeeded) = await database.ReadAsync(session => FindBlobAsync(session, repositoryId, digest), cancellationToken).ConfigureAwait(false);
        if (isNeeded)
            return null;
        var waited = await database.WriteAsync(
            async session =>
            {
                var has = await pending.HasBlobAsync(session, repositoryId, digest).ConfigureAwait(false);
                await pending.RemoveAsync(session, repositoryId, [digest], []).ConfigureAwait(false);
                return has;
            },
            cancellationToken).ConfigureAwait(false);
        if (id is { } blob)
            await changes.ModifyAsync(repositoryId, new RepositoryChange { Remove = [blob], Recursive = false }, cancellationToken).ConfigureAwait(false);
        return waited || id is not null;
    }

    /// <summary>Gets a manifest of the latest version and the tags that name it; empty when it is not there.</summary>
    public async ValueTask<IReadOnlyCollection<Guid>> ManifestAndTagsAsync(IStoreSession session, Guid repositoryId, string digest)
    {
        if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } version
            || await session.Memberships.FindAsync(version, types.ManifestPlace(digest)).ConfigureAwait(false) is not { } manifest)
            return [];
        var query = new Query
        {
            Where = new Condition.All([Condition.Equal("digest", digest), Condition.Equal("repository_version", version.Id)]), Limit = int.MaxValue, WithCount = false,
        };
        var tags = await session.Contents.QueryAsync(types.Tags, Domain.DefaultId, query).ConfigureAwait(false);
        return [manifest.Id, .. tags.Items.Select(tag => tag.Id)];
    }

    // What waits for a tag is in no version, but what is attached to it may be.
    private async ValueTask<IReadOnlyCollection<Guid>> ImageAsync(IStoreSession session, Guid repositoryId, string digest)
    {
        if (await ManifestAndTagsAsync(session, repositoryId, digest).ConfigureAwait(false) is { Count: > 0 } image)
            return image;
        if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } version
            || !await pending.HasManifestAsync(session, repositoryId, digest).ConfigureAwait(false)
            || await RegistryContent.LoadAsync<Manifest>(session, types.Manifests, digest).ConfigureAwait(false) is not { } manifest)
            return [];
        var attached = await session.Memberships.BelongingAsync(version, [manifest.StoreKey]).ConfigureAwait(false);
        return [.. (await session.Contents.GetAsync(attached).ConfigureAwait(false)).Select(unit => unit.Id)];
    }

    private async ValueTask<IReadOnlyCollection<Guid>> StraySignaturesAsync(IStoreSession session, Guid repositoryId, IReadOnlyCollection<string> digests)
    {
        var stray = new List<Guid>();
        if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } version)
            return stray;
        foreach (var digest in digests)
        {
            if (await session.Memberships.FindAsync(version, types.ManifestPlace(digest)).ConfigureAwait(false) is null)
                stray.AddRange((await content.SignaturesAsync(session, version, digest).ConfigureAwait(false)).Select(signature => signature.Id));
        }

        return stray;
    }

    private async ValueTask<(Guid? Id, bool IsNeeded)> FindBlobAsync(IStoreSession session, Guid repositoryId, string digest)
    {
        if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } version
            || await session.Memberships.FindAsync(version, types.BlobPlace(digest)).ConfigureAwait(false) is not { } blob)
            return (null, false);
        for (long? cursor = 0; cursor is { } from;)
        {
            var (units, next) = await session.Memberships.ScanAsync(version, types.Manifests, from, 500).ConfigureAwait(false);
            var manifests = await session.Contents.GetAsync([.. units.Select(unit => unit.ContentKey)]).ConfigureAwait(false);
            if (manifests.OfType<Manifest>().Any(manifest => manifest.References().Contains(Blob.ReferenceTo(digest))))
                return (blob.Id, true);
            cursor = next;
        }

        return (blob.Id, false);
    }
}
