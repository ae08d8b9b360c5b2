using System.Collections.Concurrent;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Keeps what never changes of collection versions and is asked for with every version of a repository: reading it out of their documents is most of
/// what a page of the index costs.
/// </summary>
internal sealed class VersionFacts
{
    private const int MaximumUnits = 50_000;
    private readonly ConcurrentDictionary<long, VersionFact> known = new();

    /// <summary>Gets the facts of some units.</summary>
    /// <param name="session">Reads those that are not in memory.</param>
    /// <param name="units">The units.</param>
    /// <returns>What is known of each, in no order.</returns>
    public async ValueTask<IReadOnlyList<VersionFact>> GetAsync(IStoreSession session, IReadOnlyList<ContentIdentity> units)
    {
        var facts = new List<VersionFact>(units.Count);
        var missing = new List<long>();
        foreach (var unit in units)
        {
            if (known.TryGetValue(unit.StoreKey, out var fact))
                facts.Add(fact);
            else
                missing.Add(unit.StoreKey);
        }

        if (missing.Count == 0)
            return facts;
        if (known.Count > MaximumUnits)
            known.Clear();
        foreach (var unit in (await session.Contents.GetAsync(missing).ConfigureAwait(false)).Cast<CollectionVersion>())
        {
            var fact = new VersionFact(SemanticVersion.TryParse(unit.Version, out var version) ? version : throw new InvalidOperationException($"'{unit.Version}' was stored as a version and is none."), unit.Created);
            known[unit.StoreKey] = fact;
            facts.Add(fact);
        }

        return facts;
    }
}
