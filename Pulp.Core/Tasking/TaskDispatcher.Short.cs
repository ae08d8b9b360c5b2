namespace Pulp.Tasking;

/// <content>Short tasks: they run inside the call that asks for them.</content>
public sealed partial class TaskDispatcher
{
    private bool RunsInCall(TaskRequest request) =>
        request.IsShort && !IsCanceledGroup(request.TaskGroup) && (!options.TaskPreferDefer || !request.IsDeferrable);

    private async Task<PulpTask> RunShortAsync(LiveTask task)
    {
        var context = Begin(task);
        var work = runner.RunAsync(task, context);
        try
        {
            await work.WaitAsync(options.ShortTaskLimit, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            if (!work.IsCompleted)
                return await ContinueAsync(task, work).ConfigureAwait(false);
        }

        try
        {
            await records.InsertAsync(task, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            Release(task);
        }

        var record = task.Snapshot();
        await listeners.TellAsync(record).ConfigureAwait(false);
        return record;
    }

    // The call has waited long enough: the task goes on without it, like one that was queued.
    private async Task<PulpTask> ContinueAsync(LiveTask task, Task work)
    {
        var recorded = records.InsertAsync(task, CancellationToken.None);
        _ = EndAsync();
        await recorded.ConfigureAwait(false);
        var record = task.Snapshot();
        await listeners.TellAsync(record).ConfigureAwait(false);
        return record;

        async Task EndAsync()
        {
            await recorded.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await FollowToEndAsync(task, () => work).ConfigureAwait(false);
            await FinishAsync(task).ConfigureAwait(false);
        }
    }

    // A task that may not wait ends at once; it never held a lock.
    private async Task<PulpTask> RefuseAsync(TaskRequest request, TaskBody body, CancellationToken cancellationToken)
    {
        var task = Create(request, body, work: null);
        task.TryMarkCanceling(time.GetUtcNow());
        task.TryEnd(TaskState.Canceled, time.GetUtcNow());
        await records.InsertAsync(task, cancellationToken).ConfigureAwait(false);
        task.Publish();
        var record = task.Snapshot();
        await listeners.TellAsync(record).ConfigureAwait(false);
        return record;
    }

    private async Task FollowToEndAsync(LiveTask task, Func<Task> run)
    {
        using var ended = new CancellationTokenSource();
        var following = records.FollowAsync(task, ended.Token);
        await run().ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(false);
    }
}
