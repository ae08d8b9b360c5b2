using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Indexes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Search;

/// <summary>
/// Keeps the indexes of the repositories that were searched last.
/// </summary>
internal sealed class SearchIndexes(IPulpDatabase database, GalaxyTypes types, ContentCorrections corrections) : VersionIndexes<SearchIndex>(corrections, MaximumEntries)
{
    private const int MaximumEntries = 200_000;
    private const int AtOnce = 1000;
    private readonly VersionUnits units = new(database);

    private protected override async Task<SearchIndex> BuildAsync(RepositoryVersion version, SearchIndex? previous, long corrected, CancellationToken cancellationToken)
    {
        var entries = previous is null ? null : await FollowAsync(previous, version, cancellationToken).ConfigureAwait(false);
        entries ??= await ScanAsync(version, cancellationToken).ConfigureAwait(false);
        var deprecated = await GroupsAsync(version, types.Deprecations, cancellationToken).ConfigureAwait(false);
        var signed = await GroupsAsync(version, types.Signatures, cancellationToken).ConfigureAwait(false);
        return new SearchIndex(version, entries, deprecated, signed) { Corrections = corrected };
    }

    private async Task<List<SearchEntry>> ScanAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        var entries = new List<SearchEntry>();
        await foreach (var unit in units.ScanAsync<CollectionVersion>(version, types.Collections, cancellationToken).ConfigureAwait(false))
            entries.Add(new SearchEntry(unit));
        return entries;
    }

    // Null when it cannot be known what changed.
    private async Task<List<SearchEntry>?> FollowAsync(SearchIndex previous, RepositoryVersion version, CancellationToken cancellationToken)
    {
        var removed = await units.DiffAsync(previous.Version, version, added: false, cancellationToken).ConfigureAwait(false);
        var added = await units.DiffAsync(previous.Version, version, added: true, cancellationToken).ConfigureAwait(false);
        var entries = previous.Entries.Where(entry => !removed.Contains(entry.Unit.StoreKey)).ToList();
        entries.AddRange((await units.GetAsync<CollectionVersion>(added, cancellationToken).ConfigureAwait(false)).Select(unit => new SearchEntry(unit)));
        return entries.Count == GalaxyTypes.CountOf(version, types.Collections) ? entries : null;
    }

    private Task<List<string>> GroupsAsync(RepositoryVersion version, ContentType type, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var all = new List<string>();
            while (GalaxyTypes.HasAny(version, type))
            {
                var groups = await session.Memberships.GroupsAsync(version, type, all.Count == 0 ? null : all[^1], AtOnce).ConfigureAwait(false);
                all.AddRange(groups);
                if (groups.Count < AtOnce)
                    break;
            }

            return all;
        },
        cancellationToken);
}
