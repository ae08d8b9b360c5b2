namespace Pulp.Tasking;

/// <summary>
/// Represents a group with how many of its tasks stand where.
/// </summary>
/// <param name="Group">The group.</param>
/// <param name="Counts">The number of tasks in each state; every state is present.</param>
public sealed record TaskGroupCounts(TaskGroup Group, IReadOnlyDictionary<TaskState, long> Counts);
