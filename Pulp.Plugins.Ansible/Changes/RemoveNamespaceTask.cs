using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Takes what is said of a namespace out of a repository, unless a collection of it came meanwhile.
/// </summary>
internal sealed class RemoveNamespaceTask(IPulpDatabase database, RepositoryChanges changes, NamespaceReading namespaces) : ITaskHandler<RemoveNamespace>
{
    public const string TaskName = "ansible.remove_namespace";

    public async Task<object?> RunAsync(TaskContext context, RemoveNamespace arguments, CancellationToken cancellationToken)
    {
        var latest = await database.ReadAsync(session => session.Versions.FindAsync(arguments.RepositoryId), cancellationToken).ConfigureAwait(false);
        if (latest is null || await namespaces.ReadAsync(latest, [arguments.Name], cancellationToken).ConfigureAwait(false) is not [var metadata])
            return null;
        if (await namespaces.IsUsedAsync(latest, arguments.Name, cancellationToken).ConfigureAwait(false))
            throw new RepositoryChangeException("name", $"The namespace '{arguments.Name}' has collections in this repository; remove them first.", isConflict: true);
        if (await changes.ModifyAsync(arguments.RepositoryId, new RepositoryChange { Remove = [metadata.Id] }, cancellationToken).ConfigureAwait(false) is { } version)
            context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        return null;
    }
}
