namespace Pulp.Schedules;

/// <summary>
/// Represents a scheduled job with its past and its future.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="LastRun">When it last ran (UTC), if ever.</param>
/// <param name="LastTask">The task of the last run, if that dispatched one.</param>
/// <param name="NextRun">When it runs next (UTC); null means never.</param>
public sealed record ScheduleStatus(ScheduledJob Job, DateTimeOffset? LastRun, Guid? LastTask, DateTimeOffset? NextRun);
