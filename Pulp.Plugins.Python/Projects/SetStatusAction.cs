using Pulp.Plugins.Python.Metadata;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Starts setting the status of a project.
/// </summary>
internal sealed class SetStatusAction(TaskDispatcher dispatcher) : IResourceAction<ProjectStatusRequest, PulpTask>
{
    public Task<PulpTask> RunAsync(ResourceActionContext context, ProjectStatusRequest document, CancellationToken cancellationToken)
    {
        if (!ProjectName.TryParse(document.Name, out var name))
            throw new InvalidResourceException(new Dictionary<string, IReadOnlyList<string>> { ["name"] = [$"'{document.Name}' is no project name."] });
        var request = context.RequestTask(SetProjectStatusTask.TaskName, $"shared:{context.Type.PrnOf(context.Resource!.Id)}");
        var arguments = new SetProjectStatus(context.Resource.Id, name.Normalized, document.Status.ToString().ToLowerInvariant(), document.Reason);
        return dispatcher.DispatchAsync<SetProjectStatusTask, SetProjectStatus>(request, arguments, cancellationToken);
    }
}
