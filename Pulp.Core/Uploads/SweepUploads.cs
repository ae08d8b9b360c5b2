using Pulp.Tasking;

namespace Pulp.Uploads;

/// <summary>
/// Removes abandoned uploads, as a task.
/// </summary>
/// <param name="uploads">The uploads.</param>
public sealed class SweepUploads(ChunkedUploads uploads) : ITaskHandler<SweepUploadsArguments>
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "pulp.uploads.sweep";

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, SweepUploadsArguments arguments, CancellationToken cancellationToken)
    {
        var progress = context.BeginProgress("Clean up abandoned uploads", "clean-up.uploads");
        progress.Increment(await uploads.SweepAsync(arguments.DomainId, cancellationToken).ConfigureAwait(false));
        progress.Complete();
        return null;
    }
}
