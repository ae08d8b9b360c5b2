using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Finds the collection versions of a repository that a task was asked for.
/// </summary>
internal sealed class RepositoryCollections(IPulpDatabase database, CollectionReading collections)
{
    /// <summary>Gets the latest version of a repository, and versions of collections in it.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="ids">The units; null for all.</param>
    /// <param name="field">The field that named them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="RepositoryChangeException">There is no such repository, or it does not hold one of them.</exception>
    public async Task<(RepositoryVersion Version, IReadOnlyList<CollectionVersion> Units)> FindAsync(Guid repositoryId, IReadOnlyList<Guid>? ids, string field, CancellationToken cancellationToken)
    {
        var version = await database.ReadAsync(session => session.Versions.FindAsync(repositoryId), cancellationToken).ConfigureAwait(false)
            ?? throw new RepositoryChangeException("repository", "There is no such repository.");
        return (version, ids is null ? await AllAsync(version, cancellationToken).ConfigureAwait(false) : await NamedAsync(version, ids, field, cancellationToken).ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<CollectionVersion>> AllAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        var all = new List<CollectionVersion>();
        for (long? cursor = 0; cursor is { } next;)
        {
            (var units, cursor) = await collections.ScanUnitsAsync(version, next, cancellationToken).ConfigureAwait(false);
            all.AddRange(units);
        }

        return all;
    }

    private Task<IReadOnlyList<CollectionVersion>> NamedAsync(RepositoryVersion version, IReadOnlyList<Guid> ids, string field, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<CollectionVersion>>(
        async session =>
        {
            var units = await session.Contents.GetAsync(ids).ConfigureAwait(false);
            var present = await session.Memberships.PresentAsync(version, [.. units.Select(unit => unit.StoreKey)]).ConfigureAwait(false);
            var named = units.OfType<CollectionVersion>().Where(unit => present.Contains(unit.StoreKey)).DistinctBy(unit => unit.Id).ToList();
            return named.Count == ids.Distinct().Count()
                ? named
                : throw new RepositoryChangeException(field, "Not all of them are collection versions in the latest version of the repository.");
        },
        cancellationToken);
}
