using Pulp.Plugins;
using Pulp.Stores;

namespace Pulp.ContentTypes;

/// <summary>
/// Finds the units that others need.
/// </summary>
internal static class ReferenceClosure
{
    /// <summary>Gets units together with everything they need of the types a repository holds, directly or through others, each once.</summary>
    public static async ValueTask<IReadOnlyList<Content>> NeededAsync(
        IStoreSession session, PulpCatalog catalog, Guid domainId, IReadOnlyList<string> heldTypes, IReadOnlyList<Content> units)
    {
        List<Content>? all = null;
        var seen = new HashSet<long>();
        IReadOnlyList<Content> frontier = units;
        while (frontier.Count > 0)
        {
            var needed = frontier
                .SelectMany(unit => catalog.ContentTypeOf(unit).References(unit))
                .Where(reference => reference.Direction == ReferenceDirection.Needs)
                .Distinct()
                .ToLookup(reference => reference.TargetType, reference => reference.TargetKey, StringComparer.Ordinal);
            if (needed.Count == 0)
                break;
            if (all is null)
            {
                all = [.. units];
                seen.UnionWith(units.Select(unit => unit.StoreKey));
            }

            var keys = new List<long>();
            foreach (var group in needed)
            {
                if (!heldTypes.Contains(group.Key, StringComparer.Ordinal) || !catalog.TryGetContentType(group.Key, out var type))
                    continue;
                foreach (var identity in await session.Contents.FindAsync(type, domainId, [.. group]).ConfigureAwait(false))
                {
                    if (identity is { } found && seen.Add(found.StoreKey))
                        keys.Add(found.StoreKey);
                }
            }

            frontier = keys.Count == 0 ? [] : await session.Contents.GetAsync(keys).ConfigureAwait(false);
            all.AddRange(frontier);
        }

        return all ?? units;
    }
}
