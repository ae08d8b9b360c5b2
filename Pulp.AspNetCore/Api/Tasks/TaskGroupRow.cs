using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Tasks;

/// <summary>
/// Represents a group of tasks with its tasks.
/// </summary>
internal sealed record TaskGroupRow(TaskGroup Group, IReadOnlyDictionary<TaskState, long> Counts, IReadOnlyList<TaskRow> Tasks);
