namespace Pulp.Tasking;

/// <summary>
/// Runs one kind of task.
/// </summary>
/// <typeparam name="TArguments">A record that can be written as JSON: it is stored with the task and survives a restart. A field added later needs a default.</typeparam>
/// <remarks>Created by the container for each run.</remarks>
public interface ITaskHandler<in TArguments>
{
    /// <summary>Does the work.</summary>
    /// <param name="context">The task's record, progress and created resources.</param>
    /// <param name="arguments">What was asked for.</param>
    /// <param name="cancellationToken">Is canceled when the task is, or when the host stops.</param>
    /// <returns>A value that is written as JSON to the task's result, or null.</returns>
    Task<object?> RunAsync(TaskContext context, TArguments arguments, CancellationToken cancellationToken);
}
