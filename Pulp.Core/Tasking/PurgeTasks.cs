using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.Tasking;

/// <summary>
/// Deletes the records of tasks that ended long ago.
/// </summary>
/// <param name="database">The records.</param>
public sealed class PurgeTasks(IPulpDatabase database) : ITaskHandler<PurgeTasksArguments>
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "pulp.tasks.purge";

    private const int BatchSize = 500;

    /// <inheritdoc/>
    /// <remarks>Deletes in short transactions, so its memory and the pauses of others do not grow with the number of records.</remarks>
    public async Task<object?> RunAsync(TaskContext context, PurgeTasksArguments arguments, CancellationToken cancellationToken)
    {
        var where = Where(arguments);
        var progress = context.BeginProgress("Purging tasks", "purge.tasks.total");
        int deleted;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            deleted = await database.WriteAsync(session => session.Tasks.DeleteAsync(where, BatchSize), cancellationToken).ConfigureAwait(false);
            progress.Increment(deleted);
        }
        while (deleted == BatchSize);

        progress.SetTotal(progress.Done);
        progress.Complete();
        return null;
    }

    internal static Condition Where(PurgeTasksArguments arguments)
    {
        var names = arguments.States.Where(state => state.IsFinal()).Select(TaskDispatcher.NameOf).ToList();
        var where = Condition.And(
            new Condition.Compare("finished_at", Comparison.Less, arguments.FinishedBefore),
            new Condition.Compare("state", Comparison.In, names))!;
        return arguments.UserId is { } user ? Condition.And(where, Condition.Equal("created_by", user))! : where;
    }
}
