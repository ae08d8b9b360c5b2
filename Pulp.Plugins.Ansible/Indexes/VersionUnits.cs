using System.Runtime.CompilerServices;
using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Indexes;

/// <summary>
/// Reads all units of a type in a repository version, or what differs between two versions, a part at a time.
/// </summary>
internal sealed class VersionUnits(IPulpDatabase database)
{
    private const int AtOnce = 1000;

    /// <summary>Reads the units of a version, in no order.</summary>
    public async IAsyncEnumerable<T> ScanAsync<T>(RepositoryVersion version, ContentType type, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Content
    {
        for (long? cursor = GalaxyTypes.HasAny(version, type) ? 0 : null; cursor is { } next;)
        {
            (var units, cursor) = await database.ReadAsync(
                async session =>
                {
                    var (rows, after) = await session.Memberships.ScanAsync(version, type, next, AtOnce).ConfigureAwait(false);
                    return (await session.Contents.GetAsync([.. rows.Select(row => row.ContentKey)]).ConfigureAwait(false), after);
                },
                cancellationToken).ConfigureAwait(false);
            foreach (var unit in units.OfType<T>())
                yield return unit;
        }
    }

    /// <summary>Reads which units of any type are in one version and not in another.</summary>
    /// <returns>The store's keys of the units.</returns>
    /// <remarks>What a version held that was deleted by now may be missing: who follows from it finds that the counts differ.</remarks>
    public async Task<IReadOnlySet<long>> DiffAsync(RepositoryVersion from, RepositoryVersion to, bool added, CancellationToken cancellationToken)
    {
        var keys = new HashSet<long>();
        for (long? cursor = 0; cursor is { } next;)
        {
            (var units, cursor) = await database.ReadAsync(session => session.Memberships.DiffAsync(from, to, added, next, AtOnce), cancellationToken).ConfigureAwait(false);
            keys.UnionWith(units.Select(unit => unit.StoreKey));
        }

        return keys;
    }

    /// <summary>Reads units; those that are not stored any more, and those of other types, are left out.</summary>
    public async Task<IReadOnlyList<T>> GetAsync<T>(IEnumerable<long> keys, CancellationToken cancellationToken)
        where T : Content
    {
        var units = new List<T>();
        foreach (var part in keys.Chunk(AtOnce))
            units.AddRange((await database.ReadAsync(session => session.Contents.GetAsync(part), cancellationToken).ConfigureAwait(false)).OfType<T>());
        return units;
    }
}
