using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Reads roles of a repository version.
/// </summary>
internal sealed class RoleReading(IPulpDatabase database, GalaxyTypes types)
{
    private const int NamesAtOnce = 5000;

    /// <summary>Gets the names of all roles in ordinal order.</summary>
    public Task<IReadOnlyList<(string Namespace, string Name)>> NamesAsync(RepositoryVersion version, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<(string, string)>>(
        async session =>
        {
            var names = new List<(string, string)>();
            for (string? after = null; ;)
            {
                var groups = await session.Memberships.GroupsAsync(version, types.Roles, after, NamesAtOnce).ConfigureAwait(false);
                // A role's name has no dot; its owner's may have some.
                names.AddRange(groups.Select(group => (group[..group.LastIndexOf('.')], group[(group.LastIndexOf('.') + 1)..])));
                if (groups.Count < NamesAtOnce)
                    return names;
                after = groups[^1];
            }
        },
        cancellationToken);

    /// <summary>Gets the versions of a role in the order they came.</summary>
    public Task<IReadOnlyList<Role>> VersionsAsync(RepositoryVersion version, string fullName, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Role>>(
        async session => [.. (await session.Memberships.GroupAsync(version, types.Roles, fullName).ConfigureAwait(false)).Cast<Role>()], cancellationToken);
}
