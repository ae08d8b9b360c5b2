using Pulp.Plugins;
using Pulp.Remotes;
using Pulp.Resources;
using Pulp.Schedules;
using Pulp.Stores;

namespace Pulp.Repositories;

internal sealed class RepositoryRule : IResourceRule
{
    private readonly PulpCatalog catalog;

    public RepositoryRule(PulpCatalog catalog) => this.catalog = catalog;

    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not Repository repository)
            return;
        if (repository.RetainRepoVersions < 1)
            errors.Add("retain_repo_versions", "Ensure this value is greater than or equal to 1.");
        if (repository.RetainCheckpoints < 1)
            errors.Add("retain_checkpoints", "Ensure this value is greater than or equal to 1.");
        if (repository.SyncSchedule is { } schedule && !CronSchedule.TryParse(schedule, out _, out var problem))
            errors.Add("sync_schedule", problem);
        if (repository.Remote is not { } remoteId)
            return;
        var remote = await session.Resources.GetAsync(remoteId).ConfigureAwait(false);
        if (remote is not Remote source)
            errors.Add("remote", "Object does not exist.");
        else if (catalog.TypeOf(repository) is { SyncSources.Count: > 0 } type && type.FindSyncSource(source) is null)
            errors.Add("remote", $"A repository of type '{catalog.TypeOf(repository).Name}' cannot be synced from a remote of type '{catalog.ResourceTypeOf(remote).Name}'.");
    }
}
