using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Rebuilding;

/// <summary>
/// Starts reading the collections and roles of a repository, or of one version of it, again.
/// </summary>
internal sealed class RebuildMetadataAction(TaskDispatcher dispatcher) : IResourceAction<AnsibleRepositoryRebuild, PulpTask>
{
    public Task<PulpTask> RunAsync(ResourceActionContext context, AnsibleRepositoryRebuild document, CancellationToken cancellationToken)
    {
        var prn = context.Type.PrnOf(context.Resource!.Id);

        // Nothing of the repository itself changes; it only must not be deleted meanwhile, nor be rebuilt twice at once.
        var request = context.RequestTask(RebuildMetadataTask.TaskName, $"rebuild:{prn}", $"shared:{prn}");
        return dispatcher.DispatchAsync<RebuildMetadataTask, RebuildMetadata>(request, new RebuildMetadata(context.Resource.Id, document, context.Version?.Id), cancellationToken);
    }
}
