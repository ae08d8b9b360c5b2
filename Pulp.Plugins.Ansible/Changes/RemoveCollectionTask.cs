using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Takes a collection, or one version of it, out of repositories, with its signatures and marks; with the last version goes
/// that it is deprecated, and with the last collection what is said of its namespace.
/// </summary>
internal sealed class RemoveCollectionTask(IPulpDatabase database, RepositoryChanges changes, GalaxyTypes types) : ITaskHandler<RemoveCollection>
{
    public const string TaskName = "ansible.remove_collection";

    public async Task<object?> RunAsync(TaskContext context, RemoveCollection arguments, CancellationToken cancellationToken)
    {
        if (!CollectionName.TryCreate(arguments.Namespace, arguments.Name, out var name))
            return null;
        foreach (var repository in arguments.Repositories)
        {
            var going = await database.ReadAsync(session => FindAsync(session, repository, name, arguments.Version), cancellationToken).ConfigureAwait(false);
            if (going.Count > 0 && await changes.ModifyAsync(repository, new RepositoryChange { Remove = going }, cancellationToken).ConfigureAwait(false) is { } version)
                context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        }

        return null;
    }

    private async ValueTask<IReadOnlyList<Guid>> FindAsync(IStoreSession session, Guid repositoryId, CollectionName name, string? version)
    {
        if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } latest)
            return [];
        var all = await session.Memberships.GroupIdentitiesAsync(latest, types.Collections, name.ToString()).ConfigureAwait(false);
        var going = all;
        if (version is not null)
            going = await session.Memberships.FindAsync(latest, types.PlaceOf(name, version)).ConfigureAwait(false) is { } one ? [one] : [];
        if (going.Count == 0 || going.Count < all.Count)
            return [.. going.Select(unit => unit.Id)];
        ContentIdentity?[] marks =
        [
            await session.Memberships.FindAsync(latest, types.DeprecationOf(name)).ConfigureAwait(false),
            await IsLastAsync(session, latest, name).ConfigureAwait(false) ? await session.Memberships.FindAsync(latest, types.NamespaceOf(name.Namespace)).ConfigureAwait(false) : null,
        ];
        return [.. going.Select(unit => unit.Id), .. marks.OfType<ContentIdentity>().Select(mark => mark.Id)];
    }

    // Whether the namespace has no other collection.
    private async ValueTask<bool> IsLastAsync(IStoreSession session, RepositoryVersion latest, CollectionName name)
    {
        var next = await session.Memberships.GroupsAsync(latest, types.Collections, name.Namespace + ".", 2).ConfigureAwait(false);
        return next.All(other => other == name.ToString() || !other.StartsWith(name.Namespace + ".", StringComparison.Ordinal));
    }
}
