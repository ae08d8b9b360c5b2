using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Search;

/// <summary>
/// Keeps the indexes of the repositories that were searched last. A new version is followed at the cost of what is new in it.
/// </summary>
internal sealed class SearchIndexes : IDisposable
{
    private const int MaximumKept = 16;
    private const int AtOnce = 1000;
    private readonly IPulpDatabase database;
    private readonly GalaxyTypes types;
    private readonly ContentCorrections corrections;
    private readonly SemaphoreSlim building = new(1);
    private readonly Lock sync = new();

    // The last used come last.
    private readonly List<SearchIndex> kept = [];

    public SearchIndexes(IPulpDatabase database, GalaxyTypes types, ContentCorrections corrections)
    {
        this.database = database;
        this.corrections = corrections;
        this.types = types;
    }

    /// <summary>Gets the index of a version.</summary>
    public async ValueTask<SearchIndex> GetAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        if (Find(version) is { } known && known.Version.Id == version.Id && known.Corrections == corrections.Count)
            return known;
        // One at a time: who waits for the same one finds it then.
        await building.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // What a correction changed is read again from the beginning.
            var now = corrections.Count;
            var previous = Find(version) is { } kept && kept.Corrections == now ? kept : null;
            if (previous?.Version.Id == version.Id)
                return previous;
            var index = await BuildAsync(version, previous, now, cancellationToken).ConfigureAwait(false);
            Keep(index);
            return index;
        }
        finally
        {
            building.Release();
        }
    }

    /// <summary>Forgets all indexes; who searches has them made anew.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        // What is being made now was begun before.
        await building.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (sync)
                kept.Clear();
        }
        finally
        {
            building.Release();
        }
    }

    public void Dispose() => building.Dispose();

    private SearchIndex? Find(RepositoryVersion version)
    {
        lock (sync)
        {
            if ((kept.Find(index => index.Version.Id == version.Id) ?? kept.FindLast(index => index.Version.RepositoryId == version.RepositoryId)) is not { } found)
                return null;
            kept.Remove(found);
            kept.Add(found);
            return found;
        }
    }

    private void Keep(SearchIndex index)
    {
        lock (sync)
        {
            // One more of the repository stays: distributions may serve its latest version and another.
            var last = kept.FindLast(other => other.Version.RepositoryId == index.Version.RepositoryId && other.Version.Id != index.Version.Id);
            kept.RemoveAll(other => other.Version.RepositoryId == index.Version.RepositoryId && other != last);
            kept.Add(index);
            if (kept.Count > MaximumKept)
                kept.RemoveAt(0);
        }
    }

    private async Task<SearchIndex> BuildAsync(RepositoryVersion version, SearchIndex? previous, long corrected, CancellationToken cancellationToken)
    {
        var entries = previous is null
            ? await ScanAsync(version, cancellationToken).ConfigureAwait(false)
            : await FollowAsync(previous, version, cancellationToken).ConfigureAwait(false);
        var deprecated = await GroupsAsync(version, types.Deprecations, cancellationToken).ConfigureAwait(false);
        var signed = await GroupsAsync(version, types.Signatures, cancellationToken).ConfigureAwait(false);
        return new SearchIndex(version, entries, deprecated, signed) { Corrections = corrected };
    }

    private async Task<List<SearchEntry>> ScanAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        var entries = new List<SearchEntry>();
        for (long? cursor = 0; cursor is { } next;)
        {
            (var units, cursor) = await database.ReadAsync(
                async session =>
                {
                    var (rows, after) = await session.Memberships.ScanAsync(version, types.Collections, next, AtOnce).ConfigureAwait(false);
                    return (await session.Contents.GetAsync([.. rows.Select(row => row.ContentKey)]).ConfigureAwait(false), after);
                },
                cancellationToken).ConfigureAwait(false);
            entries.AddRange(units.OfType<CollectionVersion>().Select(unit => new SearchEntry(unit)));
        }

        return entries;
    }

    private async Task<List<SearchEntry>> FollowAsync(SearchIndex previous, RepositoryVersion version, CancellationToken cancellationToken)
    {
        var removed = new HashSet<long>();
        for (long? cursor = 0; cursor is { } next;)
        {
            (var gone, cursor) = await database.ReadAsync(session => session.Memberships.DiffAsync(previous.Version, version, added: false, next, AtOnce), cancellationToken).ConfigureAwait(false);
            removed.UnionWith(gone.Select(unit => unit.StoreKey));
        }

        var entries = previous.Entries.Where(entry => !removed.Contains(entry.Unit.StoreKey)).ToList();
        for (long? cursor = 0; cursor is { } next;)
        {
            (var units, cursor) = await database.ReadAsync(
                async session =>
                {
                    var (added, after) = await session.Memberships.DiffAsync(previous.Version, version, added: true, next, AtOnce).ConfigureAwait(false);
                    return (await session.Contents.GetAsync([.. added.Select(unit => unit.StoreKey)]).ConfigureAwait(false), after);
                },
                cancellationToken).ConfigureAwait(false);
            entries.AddRange(units.OfType<CollectionVersion>().Select(unit => new SearchEntry(unit)));
        }

        return entries;
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
