using System.Xml;

namespace Pulp.Schedules;

/// <summary>
/// Represents a job that runs by itself, at the times of <see cref="Cron"/> or every <see cref="Interval"/>: one of them is set.
/// </summary>
public sealed record ScheduledJob
{
    /// <summary>Gets the name, unique among all jobs and stable: the time of the last run is kept under it.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name of the task that is dispatched.</summary>
    public required string TaskName { get; init; }

    /// <summary>Gets the times.</summary>
    public CronSchedule? Cron { get; init; }

    /// <summary>Gets the time between runs.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Gets when the work was last done (UTC) as far as the source knows, for example by hand; null when it does not.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>Gets what starts the work: it dispatches a task and returns its identifier, or null when there is nothing to do.</summary>
    public required Func<CancellationToken, Task<Guid?>> DispatchAsync { get; init; }

    /// <summary>Gets the times as text, to notice when they were changed.</summary>
    internal string Timing => Cron?.Text ?? XmlConvert.ToString(Interval ?? Timeout.InfiniteTimeSpan);

    internal DateTimeOffset? Next(DateTimeOffset after) => Cron is not null
        ? Cron.Next(after)
        : Interval is { } interval && interval > TimeSpan.Zero ? after + interval : null;
}
