using Microsoft.Extensions.Options;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Pushing;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Schedules;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Registry;

/// <summary>
/// Sweeps from time to time what was pushed and never finished: uploads that paused too long, and marks of what no tag came for.
/// </summary>
internal sealed class StalePushes(UploadSessions sessions, IPulpDatabase database, PendingContent pending, Removals removals, IOptions<PulpOptions> options) : IScheduleSource
{
    private const string JobName = "container.pushes.sweep";
    private const int Part = 100;

    public ValueTask<IReadOnlyList<ScheduledJob>> GetJobsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ScheduledJob>>(
        options.Value.MaintenanceInterval > TimeSpan.Zero
            ? [new ScheduledJob { Name = JobName, TaskName = JobName, Interval = options.Value.MaintenanceInterval, DispatchAsync = DispatchAsync }]
            : []);

    /// <summary>Sweeps now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await sessions.SweepAsync().ConfigureAwait(false);
        for (var offset = 0; ; offset += Part)
        {
            var query = new Query { Offset = offset, Limit = Part, WithCount = false };
            var page = await database.ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Repository, null, Domain.DefaultId, query), cancellationToken).ConfigureAwait(false);
            foreach (var repository in page.Items.Where(repository => repository is ContainerRepository or ContainerPushRepository))
            {
                var forgotten = await database.WriteAsync(session => pending.SweepAsync(session, repository.Id), cancellationToken).ConfigureAwait(false);
                if (forgotten.Count > 0)
                    await removals.RemoveSignaturesAsync(repository.Id, forgotten, cancellationToken).ConfigureAwait(false);
            }

            if (page.Items.Count < Part)
                return;
        }
    }

    private async Task<Guid?> DispatchAsync(CancellationToken cancellationToken)
    {
        await SweepAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }
}
