namespace Pulp.Tasking;

/// <summary>
/// Represents why a task failed, in words that are safe to show.
/// </summary>
/// <param name="Description">What failed, without secrets, server paths or stacks.</param>
/// <param name="Code">A stable code for programs, for example <c>download.not_found</c>; null for unexpected errors, whose detail is in the log only.</param>
public sealed record TaskError(string Description, string? Code = null);
