using Pulp.Repositories;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Roles;

/// <summary>
/// Takes all versions of a role out of a repository's latest version.
/// </summary>
internal sealed class RemoveRoleTask(RepositoryChanges changes) : ITaskHandler<RemoveRole>
{
    public const string TaskName = "ansible.remove_role";

    public async Task<object?> RunAsync(TaskContext context, RemoveRole arguments, CancellationToken cancellationToken)
    {
        if (await changes.ModifyAsync(arguments.RepositoryId, new RepositoryChange { Remove = arguments.Units }, cancellationToken).ConfigureAwait(false) is { } version)
            context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        return null;
    }
}
