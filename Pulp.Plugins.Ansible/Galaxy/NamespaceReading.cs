using Pulp.Artifacts;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Reads what publishers say of their namespaces in a repository version.
/// </summary>
internal sealed class NamespaceReading(IPulpDatabase database, GalaxyTypes types)
{
    private const int NamesAtOnce = 5000;

    /// <summary>Gets the names of all namespaces of which something is said, in ordinal order.</summary>
    public Task<IReadOnlyList<string>> NamesAsync(RepositoryVersion version, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<string>>(
        async session =>
        {
            var names = new List<string>();
            for (string? after = null; ;)
            {
                var groups = await session.Memberships.GroupsAsync(version, types.Namespaces, after, NamesAtOnce).ConfigureAwait(false);
                names.AddRange(groups);
                if (groups.Count < NamesAtOnce)
                    return names;
                after = groups[^1];
            }
        },
        cancellationToken);

    /// <summary>Reads what is said of some namespaces.</summary>
    public Task<IReadOnlyList<AnsibleNamespaceMetadata>> ReadAsync(RepositoryVersion version, IEnumerable<string> names, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<AnsibleNamespaceMetadata>>(
        async session =>
        {
            var read = new List<AnsibleNamespaceMetadata>();
            foreach (var name in names)
            {
                if (await FindAsync(session, version, name).ConfigureAwait(false) is { } metadata)
                    read.Add(metadata);
            }

            return read;
        },
        cancellationToken);

    /// <summary>Finds the picture of a namespace.</summary>
    public Task<ContentArtifact?> AvatarAsync(RepositoryVersion version, string name, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await FindAsync(session, version, name).ConfigureAwait(false) is { } metadata
            ? (await session.Contents.GetFilesAsync([metadata.StoreKey]).ConfigureAwait(false))[metadata.StoreKey].FirstOrDefault()
            : null,
        cancellationToken);

    /// <summary>Gets whether a version holds a collection of a namespace.</summary>
    public Task<bool> IsUsedAsync(RepositoryVersion version, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(session => IsUsedAsync(session, version, name), cancellationToken);

    public async ValueTask<bool> IsUsedAsync(IStoreSession session, RepositoryVersion version, string name) =>
        await session.Memberships.GroupsAsync(version, types.Collections, name + ".", 1).ConfigureAwait(false) is [var next]
        && CollectionName.TryParse(next, out var collection) && collection.Namespace == name;

    public async ValueTask<AnsibleNamespaceMetadata?> FindAsync(IStoreSession session, RepositoryVersion version, string name) =>
        await session.Memberships.FindAsync(version, types.NamespaceOf(name)).ConfigureAwait(false) is { } identity
        && await session.Contents.GetAsync([identity.StoreKey]).ConfigureAwait(false) is [AnsibleNamespaceMetadata metadata]
            ? metadata
            : null;
}
