using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Reads roles of a repository version.
/// </summary>
internal sealed class RoleReading(IPulpDatabase database, GalaxyTypes types, ContentCorrections corrections)
{
    private const int NamesAtOnce = 5000;
    private const int UnitsAtOnce = 1000;
    private const int MaximumKept = 8;
    private readonly RecentValues<(Guid Version, long Corrections), IReadOnlyList<RoleEntry>> kept = new(MaximumKept);

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

    /// <summary>Gets the versions of a role, the newest last.</summary>
    public Task<IReadOnlyList<Role>> VersionsAsync(RepositoryVersion version, string fullName, CancellationToken cancellationToken) =>
        database.ReadAsync(session => VersionsAsync(session, version, fullName), cancellationToken);

    public async ValueTask<IReadOnlyList<Role>> VersionsAsync(IStoreSession session, RepositoryVersion version, string fullName) =>
        [.. (await session.Memberships.GroupAsync(version, types.Roles, fullName).ConfigureAwait(false)).Cast<Role>().OrderBy(role => role.Version, RoleVersionOrder.Instance)];

    /// <summary>Finds the versions of all roles of a namespace.</summary>
    public Task<IReadOnlyList<Role>> OfNamespaceAsync(RepositoryVersion version, string space, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Role>>(
        async session =>
        {
            var roles = new List<Role>();
            for (string? after = space + "."; after is not null;)
            {
                var groups = await session.Memberships.GroupsAsync(version, types.Roles, after, UnitsAtOnce).ConfigureAwait(false);
                foreach (var group in groups.Where(group => group[..group.LastIndexOf('.')] == space))
                    roles.AddRange(await VersionsAsync(session, version, group).ConfigureAwait(false));
                after = groups.Count == UnitsAtOnce && groups[^1].StartsWith(space + ".", StringComparison.Ordinal) ? groups[^1] : null;
            }

            return roles;
        },
        cancellationToken);

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
        var names = await NamesAsync(version, cancellationToken).ConfigureAwait(false);
        var found = names.FirstOrDefault(role => role.Name == name && role.Namespace.Equals(space, StringComparison.OrdinalIgnoreCase));
        return found.Name is null ? null : RoleEntry.Of(await VersionsAsync(version, $"{found.Namespace}.{name}", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Gets all roles in ordinal order of their names. They are read once for a version.</summary>
    public Task<IReadOnlyList<RoleEntry>> AllAsync(RepositoryVersion version, CancellationToken cancellationToken) =>
        kept.GetAsync((version.Id, corrections.Count), () => ScanAsync(version), cancellationToken);

    private async Task<IReadOnlyList<RoleEntry>> ScanAsync(RepositoryVersion version)
    {
        var roles = new Dictionary<string, RoleEntry>(StringComparer.Ordinal);
        for (long? cursor = GalaxyTypes.HasAny(version, types.Roles) ? 0 : null; cursor is { } next;)
        {
            (var units, cursor) = await database.ReadAsync(async session =>
            {
                var (rows, after) = await session.Memberships.ScanAsync(version, types.Roles, next, UnitsAtOnce).ConfigureAwait(false);
                return (await session.Contents.GetAsync([.. rows.Select(row => row.ContentKey)]).ConfigureAwait(false), after);
            }).ConfigureAwait(false);
            foreach (var entry in units.Cast<Role>().Select(RoleEntry.Of))
                roles[entry.Id] = roles.TryGetValue(entry.Id, out var known) ? known.With(entry) : entry;
        }

        return [.. roles.Values.OrderBy(entry => entry.Id, StringComparer.Ordinal)];
    }
}
