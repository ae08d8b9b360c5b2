using Pulp.Plugins.Ansible.Signatures;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Starts signing collection versions of a repository.
/// </summary>
internal sealed class SignAction(TaskDispatcher dispatcher, ActionChecks checks) : IResourceAction<AnsibleRepositorySignature, PulpTask>
{
    public async Task<PulpTask> RunAsync(ResourceActionContext context, AnsibleRepositorySignature document, CancellationToken cancellationToken)
    {
        await checks.RequireServiceAsync(document.SigningService, cancellationToken).ConfigureAwait(false);
        await checks.RequireCollectionsAsync("content_units", document.ContentUnits, cancellationToken).ConfigureAwait(false);
        var request = context.RequestTask(SignCollectionsTask.TaskName, $"shared:{context.Type.PrnOf(context.Resource!.Id)}");
        return await dispatcher.DispatchAsync<SignCollectionsTask, SignCollections>(
            request, new SignCollections(context.Resource.Id, document.SigningService, document.ContentUnits), cancellationToken).ConfigureAwait(false);
    }
}
