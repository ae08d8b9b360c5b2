using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Indexes;

/// <summary>
/// Keeps the roles of the repositories whose lists were asked for last.
/// </summary>
internal sealed class RoleIndexes(IPulpDatabase database, GalaxyTypes types, ContentCorrections corrections) : VersionIndexes<RoleIndex>(corrections, MaximumEntries)
{
    private const int MaximumEntries = 100_000;

    // Of more, reading all at once is cheaper than role by role.
    private const int MaximumFollowed = 2000;
    private readonly VersionUnits units = new(database);

    private protected override async Task<RoleIndex> BuildAsync(RepositoryVersion version, RoleIndex? previous, long corrected, CancellationToken cancellationToken)
    {
        var roles = previous is null ? null : await FollowAsync(previous, version, cancellationToken).ConfigureAwait(false);
        return new RoleIndex(version, corrected, roles ?? await ScanAsync(version, cancellationToken).ConfigureAwait(false));
    }

    private async Task<Dictionary<string, RoleEntry>> ScanAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        var roles = new Dictionary<string, RoleEntry>(StringComparer.Ordinal);
        await foreach (var unit in units.ScanAsync<Role>(version, types.Roles, cancellationToken).ConfigureAwait(false))
        {
            var entry = RoleEntry.Of(unit);
            roles[entry.Id] = roles.TryGetValue(entry.Id, out var known) ? known.With(entry) : entry;
        }

        return roles;
    }

    // Null when it cannot be known what changed, or it is too much.
    private async Task<Dictionary<string, RoleEntry>?> FollowAsync(RoleIndex previous, RepositoryVersion version, CancellationToken cancellationToken)
    {
        var changed = (await units.DiffAsync(previous.Version, version, added: false, cancellationToken).ConfigureAwait(false))
            .Union(await units.DiffAsync(previous.Version, version, added: true, cancellationToken).ConfigureAwait(false)).ToList();
        if (changed.Count > MaximumFollowed)
            return null;
        var roles = new Dictionary<string, RoleEntry>(previous.ById, StringComparer.Ordinal);
        foreach (var id in (await units.GetAsync<Role>(changed, cancellationToken).ConfigureAwait(false)).Select(unit => RoleEntry.Of(unit).Id).Distinct(StringComparer.Ordinal))
        {
            if (await database.ReadAsync(session => session.Memberships.GroupAsync(version, types.Roles, id), cancellationToken).ConfigureAwait(false) is { Count: > 0 } versions)
                roles[id] = RoleEntry.Of(versions.Cast<Role>());
            else
                roles.Remove(id);
        }

        return roles.Values.Sum(role => (long)role.Versions) == GalaxyTypes.CountOf(version, types.Roles) ? roles : null;
    }
}
