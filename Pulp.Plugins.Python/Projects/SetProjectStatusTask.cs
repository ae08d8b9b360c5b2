using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Sets the status of a project in a repository.
/// </summary>
internal sealed class SetProjectStatusTask(ProjectStatuses statuses) : ITaskHandler<SetProjectStatus>
{
    public const string TaskName = "python.set_project_status";

    public async Task<object?> RunAsync(TaskContext context, SetProjectStatus arguments, CancellationToken cancellationToken)
    {
        if (await statuses.SetAsync(arguments, context.Task.DomainId, cancellationToken).ConfigureAwait(false) is RepositoryVersion version)
            context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        return null;
    }
}
