using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Promotion;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Starts copying collection versions of a repository to others.
/// </summary>
internal class CopyCollectionsAction(Promotions promotions, ActionChecks checks) : IResourceAction<CollectionVersionCopyMove, PulpTask>
{
    private protected virtual bool IsMove => false;

    public async Task<PulpTask> RunAsync(ResourceActionContext context, CollectionVersionCopyMove document, CancellationToken cancellationToken)
    {
        var source = (AnsibleRepository)context.Resource!;
        await checks.RequireCollectionsAsync("collection_versions", document.CollectionVersions, cancellationToken).ConfigureAwait(false);
        await checks.RequireServiceAsync(document.SigningService, cancellationToken).ConfigureAwait(false);
        var destinations = await checks.RequireRepositoriesAsync(context, "destination_repositories", document.DestinationRepositories, cancellationToken).ConfigureAwait(false);
        var promotion = new PromoteCollections(source.Id, document.CollectionVersions, [.. destinations.Select(destination => destination.Id)], document.SigningService, IsMove);
        return await promotions.StartAsync(context.RequestTask(PromoteCollectionsTask.TaskName), promotion, [source, .. destinations], cancellationToken).ConfigureAwait(false);
    }
}
