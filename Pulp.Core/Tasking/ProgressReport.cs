namespace Pulp.Tasking;

/// <summary>
/// Represents how far one part of a task is.
/// </summary>
/// <param name="Message">What is done, for people.</param>
/// <param name="Code">What is done, for programs, for example <c>sync.downloading.artifacts</c>.</param>
/// <param name="State">The part's state; it takes the task's when the task ends.</param>
/// <param name="Total">How many there are, when known.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Suffix">A further word on the present item.</param>
public sealed record ProgressReport(string Message, string Code, TaskState State, long? Total, long Done, string? Suffix = null);
