using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Takes a collection, or one version of it, out of repositories, with its signatures and marks; with the last version goes that it is deprecated.
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
        var deprecation = await session.Memberships.FindAsync(latest, types.DeprecationOf(name)).ConfigureAwait(false);
        return [.. going.Select(unit => unit.Id), .. deprecation is { } mark ? [mark.Id] : Array.Empty<Guid>()];
    }
}
