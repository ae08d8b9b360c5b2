using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Promotion;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Starts moving collection versions that wait for approval to the repository they were published in.
/// </summary>
internal sealed class ApproveAction(IPulpDatabase database, Promotions promotions, ActionChecks checks) : IResourceAction<CollectionApproval, PulpTask>
{
    public async Task<PulpTask> RunAsync(ResourceActionContext context, CollectionApproval document, CancellationToken cancellationToken)
    {
        var repository = (AnsibleRepository)context.Resource!;
        var staging = await StagingOfAsync(database, repository, cancellationToken).ConfigureAwait(false);
        await checks.RequireCollectionsAsync("collection_versions", document.CollectionVersions, cancellationToken).ConfigureAwait(false);
        await checks.RequireServiceAsync(document.SigningService, cancellationToken).ConfigureAwait(false);
        return await promotions.StartAsync(
            context.RequestTask(PromoteCollectionsTask.TaskName), Promotions.Approval(repository, document.CollectionVersions, document.SigningService), [staging, repository], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the staging repository of a repository.</summary>
    /// <exception cref="InvalidResourceException">It has none.</exception>
    public static async Task<AnsibleRepository> StagingOfAsync(IPulpDatabase database, AnsibleRepository repository, CancellationToken cancellationToken) =>
        repository.StagingRepository is { } id && await database.ReadAsync(session => session.Resources.GetAsync(id), cancellationToken).ConfigureAwait(false) is AnsibleRepository staging
            ? staging
            : throw ActionChecks.Invalid(FieldErrors.General, "The repository has no staging_repository: what is published in it needs no approval.");
}
