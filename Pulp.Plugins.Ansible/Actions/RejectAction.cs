using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Promotion;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Starts taking collection versions that wait for approval out of the staging repository, to the repository for rejected ones if there is one.
/// </summary>
internal sealed class RejectAction(IPulpDatabase database, Promotions promotions, ActionChecks checks) : IResourceAction<CollectionRejection, PulpTask>
{
    public async Task<PulpTask> RunAsync(ResourceActionContext context, CollectionRejection document, CancellationToken cancellationToken)
    {
        var repository = (AnsibleRepository)context.Resource!;
        var staging = await ApproveAction.StagingOfAsync(database, repository, cancellationToken).ConfigureAwait(false);
        await checks.RequireCollectionsAsync("collection_versions", document.CollectionVersions, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AnsibleRepository> rejected = repository.RejectedRepository is { } id
            && await database.ReadAsync(session => session.Resources.GetAsync(id), cancellationToken).ConfigureAwait(false) is AnsibleRepository found ? [found] : [];
        var promotion = new PromoteCollections(staging.Id, document.CollectionVersions, [.. rejected.Select(other => other.Id)], ServiceId: null, IsMove: true);
        return await promotions.StartAsync(context.RequestTask(PromoteCollectionsTask.TaskName), promotion, [staging, .. rejected], cancellationToken).ConfigureAwait(false);
    }
}
