using Pulp.Plugins.Ansible.Actions;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Marks;

/// <summary>
/// Starts changes of marks.
/// </summary>
internal sealed class MarkStart(TaskDispatcher dispatcher, ActionChecks checks)
{
    public async Task<PulpTask> RunAsync(ResourceActionContext context, AnsibleRepositoryMark document, bool isMarked, CancellationToken cancellationToken)
    {
        if (!MarkWord.IsValid(document.Value))
            throw ActionChecks.Invalid("value", MarkWord.Rule);
        await checks.RequireCollectionsAsync("content_units", document.ContentUnits, cancellationToken).ConfigureAwait(false);
        var request = context.RequestTask(MarkCollectionsTask.TaskName, $"shared:{context.Type.PrnOf(context.Resource!.Id)}");
        return await dispatcher.DispatchAsync<MarkCollectionsTask, MarkCollections>(
            request, new MarkCollections(context.Resource.Id, document.ContentUnits, document.Value, isMarked), cancellationToken).ConfigureAwait(false);
    }
}
