namespace Pulp.Tasking;

/// <summary>
/// Tells about <see cref="TaskState"/> values.
/// </summary>
public static class TaskStateExtensions
{
    /// <summary>Gets the states a task ends in.</summary>
    public static IReadOnlyList<TaskState> Final { get; } = [TaskState.Skipped, TaskState.Completed, TaskState.Failed, TaskState.Canceled];

    /// <summary>Gets whether a task in this state has ended.</summary>
    /// <param name="state">The state.</param>
    /// <returns>Whether it is final.</returns>
    public static bool IsFinal(this TaskState state) => Final.Contains(state);
}
