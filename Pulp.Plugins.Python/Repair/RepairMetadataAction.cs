using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Repair;

/// <summary>
/// Starts the repair of a repository's metadata.
/// </summary>
internal sealed class RepairMetadataAction(TaskDispatcher dispatcher) : IResourceAction<NoDocument, PulpTask>
{
    public Task<PulpTask> RunAsync(ResourceActionContext context, NoDocument document, CancellationToken cancellationToken)
    {
        var prn = context.Type.PrnOf(context.Resource!.Id);

        // Nothing of the repository itself changes; it only must not be deleted meanwhile, nor be repaired twice at once.
        var request = context.RequestTask(RepairMetadataTask.TaskName, $"repair:{prn}", $"shared:{prn}");
        return dispatcher.DispatchAsync<RepairMetadataTask, RepairMetadata>(request, new RepairMetadata(context.Resource.Id), cancellationToken);
    }
}
