using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Promotion;

/// <summary>
/// Lets go with a collection's last version that it is deprecated, and with a namespace's last collection what is said of the namespace.
/// </summary>
internal sealed class EmptyCollectionRule(GalaxyTypes types, NamespaceReading namespaces) : IRemovalRule
{
    public async ValueTask<IReadOnlyCollection<long>> FollowAsync(IStoreSession session, RepositoryVersion left, IReadOnlyList<Content> removed)
    {
        var going = new List<long>();
        foreach (var unit in removed.OfType<CollectionVersion>().DistinctBy(unit => (unit.Namespace, unit.Name)))
        {
            if ((await session.Memberships.GroupIdentitiesAsync(left, types.Collections, types.Collections.GroupKey(unit)!).ConfigureAwait(false)).Count == 0)
                await AddAsync(types.DeprecationOf(unit)).ConfigureAwait(false);
        }

        foreach (var name in removed.OfType<CollectionVersion>().Select(unit => unit.Namespace).Distinct(StringComparer.Ordinal))
        {
            if (!await namespaces.IsUsedAsync(session, left, name).ConfigureAwait(false))
                await AddAsync(types.NamespaceOf(name)).ConfigureAwait(false);
        }

        return going;

        async ValueTask AddAsync(KeyHash place)
        {
            if (await session.Memberships.FindAsync(left, place).ConfigureAwait(false) is { } identity)
                going.Add(identity.StoreKey);
        }
    }
}
