using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Schedules;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Sync;

/// <summary>
/// Names the repositories that are to be synced by themselves.
/// </summary>
internal sealed class SyncSchedules : IScheduleSource
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly TaskDispatcher dispatcher;

    public SyncSchedules(IPulpDatabase database, PulpCatalog catalog, TaskDispatcher dispatcher)
    {
        this.database = database;
        this.catalog = catalog;
        this.dispatcher = dispatcher;
    }

    public async ValueTask<IReadOnlyList<ScheduledJob>> GetJobsAsync(CancellationToken cancellationToken)
    {
        if (!catalog.ResourceTypes.Any(type => type.Kind == ResourceKind.Repository))
            return [];
        var scheduled = new Condition.Compare("sync_schedule", Comparison.IsNull, false);
        var repositories = await database.ReadAsync(
            async session =>
            {
                var found = new List<Resource>();
                foreach (var domain in await session.Resources.DomainsAsync().ConfigureAwait(false))
                    found.AddRange((await session.Resources.QueryAsync(ResourceKind.Repository, null, domain, new Query { Where = scheduled, Limit = int.MaxValue, WithCount = false }).ConfigureAwait(false)).Items);
                return found;
            },
            cancellationToken).ConfigureAwait(false);
        var jobs = new List<ScheduledJob>();
        foreach (var repository in repositories.OfType<Repository>())
        {
            if (CronSchedule.TryParse(repository.SyncSchedule, out var cron, out _))
                jobs.Add(new ScheduledJob { Name = $"sync {catalog.TypeOf(repository).PrnOf(repository.Id)}", TaskName = SyncTask.Name, Cron = cron, DispatchAsync = token => DispatchAsync(repository, token) });
        }

        return jobs;
    }

    private async Task<Guid?> DispatchAsync(Repository repository, CancellationToken cancellationToken)
    {
        if (repository.Remote is null)
            return null;
        var task = await dispatcher.DispatchAsync<SyncTask, SyncArguments>(
            await SyncTask.RequestForAsync(database, catalog, repository, remoteId: null, cancellationToken).ConfigureAwait(false),
            new SyncArguments(repository.Id),
            cancellationToken).ConfigureAwait(false);
        return task.Id;
    }
}
