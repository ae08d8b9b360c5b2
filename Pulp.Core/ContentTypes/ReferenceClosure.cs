using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.ContentTypes;

/// <summary>
/// Finds the units that come along with others.
/// </summary>
internal static class ReferenceClosure
{
    /// <summary>Gets units together with everything they need of the types a repository holds, directly or through others, each once.</summary>
    public static ValueTask<IReadOnlyList<Content>> NeededAsync(
        IStoreSession session, PulpCatalog catalog, Guid domainId, IReadOnlyList<string> heldTypes, IReadOnlyList<Content> units) => FollowAsync(
            session, units, frontier => NeededKeysAsync(session, catalog, domainId, heldTypes, frontier));

    /// <summary>Gets units together with everything they need and everything that belongs to them, directly or through others, as far as a version holds it, each once.</summary>
    public static ValueTask<IReadOnlyList<Content>> CopiedAsync(
        IStoreSession session, PulpCatalog catalog, Guid domainId, RepositoryVersion source, IReadOnlyList<string> heldTypes, IReadOnlyList<Content> units) => FollowAsync(
            session,
            units,
            async frontier =>
            {
                var needed = await NeededKeysAsync(session, catalog, domainId, heldTypes, frontier).ConfigureAwait(false);
                IReadOnlyCollection<long> present = needed.Count == 0 ? [] : await session.Memberships.PresentAsync(source, needed).ConfigureAwait(false);
                return [.. present, .. await session.Memberships.BelongingAsync(source, [.. frontier.Select(unit => unit.StoreKey)]).ConfigureAwait(false)];
            });

    private static async ValueTask<IReadOnlyList<Content>> FollowAsync(
        IStoreSession session, IReadOnlyList<Content> units, Func<IReadOnlyList<Content>, ValueTask<IReadOnlyCollection<long>>> next)
    {
        List<Content>? all = null;
        HashSet<long>? seen = null;
        for (var frontier = units; frontier.Count > 0;)
        {
            var found = await next(frontier).ConfigureAwait(false);
            if (found.Count == 0)
                break;
            all ??= [.. units];
            seen ??= [.. units.Select(unit => unit.StoreKey)];
            var fresh = found.Where(seen.Add).ToList();
            frontier = fresh.Count == 0 ? [] : await session.Contents.GetAsync(fresh).ConfigureAwait(false);
            all.AddRange(frontier);
        }

        return all ?? units;
    }

    private static async ValueTask<IReadOnlyCollection<long>> NeededKeysAsync(
        IStoreSession session, PulpCatalog catalog, Guid domainId, IReadOnlyList<string> heldTypes, IReadOnlyList<Content> units)
    {
        var needed = units
            .SelectMany(unit => catalog.ContentTypeOf(unit).References(unit))
            .Where(reference => reference.Direction == ReferenceDirection.Needs)
            .Distinct()
            .ToLookup(reference => reference.TargetType, reference => reference.TargetKey, StringComparer.Ordinal);
        var keys = new List<long>();
        foreach (var group in needed)
        {
            if (heldTypes.Contains(group.Key, StringComparer.Ordinal) && catalog.TryGetContentType(group.Key, out var type))
                keys.AddRange((await session.Contents.FindAsync(type, domainId, [.. group]).ConfigureAwait(false)).OfType<ContentIdentity>().Select(identity => identity.StoreKey));
        }

        return keys;
    }
}
