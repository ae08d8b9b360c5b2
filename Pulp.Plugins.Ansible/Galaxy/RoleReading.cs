using Pulp.Plugins.Ansible.Indexes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Reads roles of a repository version.
/// </summary>
internal sealed class RoleReading(IPulpDatabase database, GalaxyTypes types, RoleIndexes indexes)
{
    private const int NamesAtOnce = 5000;
    private const int UnitsAtOnce = 1000;
    private const int MaximumKept = 8;
    private readonly RecentValues<Guid, IReadOnlyList<(string Namespace, string Name)>> names = new(MaximumKept);

    /// <summary>Gets the names of all roles in ordinal order. They are read once for a version.</summary>
    public Task<IReadOnlyList<(string Namespace, string Name)>> NamesAsync(RepositoryVersion version, CancellationToken cancellationToken) =>
        names.GetAsync(version.Id, () => ReadNamesAsync(version), cancellationToken);

    /// <summary>Gets the versions of a role, the newest last.</summary>
    public Task<IReadOnlyList<Role>> VersionsAsync(RepositoryVersion version, string fullName, CancellationToken cancellationToken) =>
        database.ReadAsync(session => VersionsAsync(session, version, fullName), cancellationToken);

    public async ValueTask<IReadOnlyList<Role>> VersionsAsync(IStoreSession session, RepositoryVersion version, string fullName) =>
        [.. (await session.Memberships.GroupAsync(version, types.Roles, fullName).ConfigureAwait(false)).Cast<Role>().OrderBy(role => role.Version, RoleVersionOrder.Instance)];

    /// <summary>Tells whether there is a role of a namespace.</summary>
    public async Task<bool> HasNamespaceAsync(RepositoryVersion version, string space, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => OfNamespace(session, version, space).AnyAsync(cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <summary>Finds the versions of all roles of a namespace.</summary>
    public Task<IReadOnlyList<Role>> OfNamespaceAsync(RepositoryVersion version, string space, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Role>>(
        async session =>
        {
            var roles = new List<Role>();
            await foreach (var group in OfNamespace(session, version, space).ConfigureAwait(false))
                roles.AddRange(await VersionsAsync(session, version, group).ConfigureAwait(false));
            return roles;
        },
        cancellationToken);

    // Other namespaces may begin with this one and a dot.
    private async IAsyncEnumerable<string> OfNamespace(IStoreSession session, RepositoryVersion version, string space)
    {
        for (string? after = space + "."; after is not null;)
        {
            var groups = await session.Memberships.GroupsAsync(version, types.Roles, after, UnitsAtOnce).ConfigureAwait(false);
            foreach (var group in groups.Where(group => group[..group.LastIndexOf('.')] == space))
                yield return group;
            after = groups.Count == UnitsAtOnce && groups[^1].StartsWith(space + ".", StringComparison.Ordinal) ? groups[^1] : null;
        }
    }

    /// <summary>Finds one role. Clients write its namespace as they like, in capitals or not.</summary>
    /// <param name="version">The repository version.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The role, or null.</returns>
    public async Task<RoleEntry?> FindAsync(RepositoryVersion version, string space, string name, CancellationToken cancellationToken)
    {
        if (await VersionsAsync(version, $"{space}.{name}", cancellationToken).ConfigureAwait(false) is { Count: > 0 } exact)
            return RoleEntry.Of(exact);
        var found = (await NamesAsync(version, cancellationToken).ConfigureAwait(false)).FirstOrDefault(role => role.Name == name && role.Namespace.Equals(space, StringComparison.OrdinalIgnoreCase));
        return found.Name is null ? null : RoleEntry.Of(await VersionsAsync(version, $"{found.Namespace}.{name}", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Gets all roles in ordinal order of their names. They are read once, and then followed from version to version.</summary>
    public async Task<IReadOnlyList<RoleEntry>> AllAsync(RepositoryVersion version, CancellationToken cancellationToken) =>
        (await indexes.GetAsync(version, cancellationToken).ConfigureAwait(false)).Entries;

    private Task<IReadOnlyList<(string Namespace, string Name)>> ReadNamesAsync(RepositoryVersion version) => database.ReadAsync<IReadOnlyList<(string, string)>>(
        async session =>
        {
            var all = new List<(string, string)>();
            for (string? after = null; ;)
            {
                var groups = await session.Memberships.GroupsAsync(version, types.Roles, after, NamesAtOnce).ConfigureAwait(false);
                // A role's name has no dot; its owner's may have some.
                all.AddRange(groups.Select(group => (group[..group.LastIndexOf('.')], group[(group.LastIndexOf('.') + 1)..])));
                if (groups.Count < NamesAtOnce)
                    return all;
                after = groups[^1];
            }
        });
}
