using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Takes a collection, or one version of it, out of repositories, with all that belongs to it.
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
        if (version is null)
            return [.. (await session.Memberships.GroupIdentitiesAsync(latest, types.Collections, name.ToString()).ConfigureAwait(false)).Select(unit => unit.Id)];
        return await session.Memberships.FindAsync(latest, types.PlaceOf(name, version)).ConfigureAwait(false) is { } one ? [one.Id] : [];
    }
}
