namespace Pulp.Schedules;

/// <summary>
/// Names jobs that run by themselves; registered as a service, any number of them.
/// </summary>
public interface IScheduleSource
{
    /// <summary>Gets the jobs as they are now.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The jobs. Asked for about once a minute, and after <see cref="ScheduleRunner.Refresh"/>.</returns>
    ValueTask<IReadOnlyList<ScheduledJob>> GetJobsAsync(CancellationToken cancellationToken);
}
