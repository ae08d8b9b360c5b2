namespace Pulp.Tasking;

/// <summary>
/// Reports that a task the caller waited for did not complete.
/// </summary>
public sealed class TaskFailedException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="task">The task's final record.</param>
    public TaskFailedException(PulpTask task)
        : base(task.Error?.Description ?? $"The task ended as {task.State.ToString().ToLowerInvariant()}.") => Task = task;

    /// <summary>Gets the task's final record.</summary>
    public PulpTask Task { get; }
}
