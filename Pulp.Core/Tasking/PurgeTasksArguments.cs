namespace Pulp.Tasking;

/// <summary>
/// Represents which task records are purged.
/// </summary>
public sealed record PurgeTasksArguments
{
    /// <summary>Gets before when the tasks must have ended (UTC).</summary>
    public required DateTimeOffset FinishedBefore { get; init; }

    /// <summary>Gets the states in which they must have ended.</summary>
    /// <value>The default is completed tasks only.</value>
    public IReadOnlyList<TaskState> States { get; init; } = [TaskState.Completed];

    /// <summary>Gets the user whose tasks are meant; null means everybody's, for callers who may delete them all.</summary>
    public long? UserId { get; init; }
}
