using Microsoft.Extensions.Options;
using Pulp.Domains;
using Pulp.Queries;
using Pulp.Schedules;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;
using Pulp.Uploads;

namespace Pulp.Maintenance;

/// <summary>Names the built-in jobs. A task is dispatched only when there is something to do, so that the records of tasks tell of work.</summary>
internal sealed class MaintenanceSchedules(
    TaskDispatcher dispatcher, IPulpDatabase database, IArtifactStorage storage, ChunkedUploads uploads, TimeProvider time, IOptions<PulpOptions> options) : IScheduleSource
{
    // What a download or an upload may pause before its staged bytes count as left behind.
    private static readonly TimeSpan TemporaryLifetime = TimeSpan.FromHours(24);

    public ValueTask<IReadOnlyList<ScheduledJob>> GetJobsAsync(CancellationToken cancellationToken)
    {
        var jobs = new List<ScheduledJob>();
        if (options.Value.MaintenanceInterval > TimeSpan.Zero)
        {
            if (options.Value.TaskProtectionTime > TimeSpan.Zero)
                jobs.Add(Job("pulp.tasks.purge", PurgeTasks.TaskName, PurgeAsync));
            if (options.Value.UploadProtectionTime > TimeSpan.Zero)
                jobs.Add(Job("pulp.uploads.sweep", SweepUploads.TaskName, SweepUploadsAsync));
            jobs.Add(Job("pulp.temporary.sweep", "pulp.temporary.sweep", SweepTemporaryAsync));
        }

        return ValueTask.FromResult<IReadOnlyList<ScheduledJob>>(jobs);
    }

    private ScheduledJob Job(string name, string taskName, Func<CancellationToken, Task<Guid?>> dispatch) =>
        new() { Name = name, TaskName = taskName, Interval = options.Value.MaintenanceInterval, DispatchAsync = dispatch };

    private async Task<Guid?> PurgeAsync(CancellationToken cancellationToken)
    {
        var arguments = new PurgeTasksArguments { FinishedBefore = time.GetUtcBefore(options.Value.TaskProtectionTime), States = TaskStateExtensions.Final };
        var query = new Query { Where = PurgeTasks.Where(arguments), Limit = 1, WithCount = false };
        var hasOld = false;
        foreach (var domain in await DomainsAsync(cancellationToken).ConfigureAwait(false))
            hasOld = hasOld || (await database.ReadAsync(session => session.Tasks.QueryAsync(domain, query), cancellationToken).ConfigureAwait(false)).Items.Count > 0;
        if (!hasOld)
            return null;
        var task = await dispatcher.DispatchAsync<PurgeTasks, PurgeTasksArguments>(
            new TaskRequest { Name = PurgeTasks.TaskName, Locks = [PurgeTasks.TaskName] }, arguments, cancellationToken).ConfigureAwait(false);
        return task.Id;
    }

    private async Task<Guid?> SweepUploadsAsync(CancellationToken cancellationToken)
    {
        Guid? last = null;
        foreach (var domain in await DomainsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!await uploads.HasAbandonedAsync(domain, cancellationToken).ConfigureAwait(false))
                continue;
            var task = await dispatcher.DispatchAsync<SweepUploads, SweepUploadsArguments>(
                new TaskRequest { Name = SweepUploads.TaskName, Locks = [SweepUploads.TaskName], DomainId = domain }, new SweepUploadsArguments(domain), cancellationToken).ConfigureAwait(false);
            last = task.Id;
        }

        return last;
    }

    // The default domain has tasks and uploads before it has resources.
    private async Task<IEnumerable<Guid>> DomainsAsync(CancellationToken cancellationToken) =>
        (await database.ReadAsync(static session => session.Resources.DomainsAsync(), cancellationToken).ConfigureAwait(false)).Append(Domain.DefaultId).Distinct();

    private async Task<Guid?> SweepTemporaryAsync(CancellationToken cancellationToken)
    {
        await storage.SweepTemporaryAsync(TemporaryLifetime, cancellationToken).ConfigureAwait(false);
        WorkingDirectories.Sweep(options.Value.WorkingFolder, id => dispatcher.Peek(id) is not null, time.GetUtcNow() - TemporaryLifetime);
        return null;
    }
}
