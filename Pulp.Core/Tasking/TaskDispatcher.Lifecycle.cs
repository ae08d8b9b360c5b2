using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Tasking;

/// <content>Starting, stopping, and giving tasks their place.</content>
public sealed partial class TaskDispatcher
{
    // What a handler may take to stop once it was told to; after that it is left behind.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int startCalls;
    private int stopCalls;

    /// <summary>Takes over the tasks of the last run: interrupted ones end as failed, waiting ones keep their order. From now on tasks run.</summary>
    /// <param name="cancellationToken">Cancels starting.</param>
    /// <returns>A task that completes when tasks can be dispatched; the database is open before it is called.</returns>
    /// <remarks>Calling it again does nothing.</remarks>
    /// <exception cref="StoreException">The records cannot be read or written.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref startCalls, 1) != 0)
        {
            await started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await TakeOverAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Exchange(ref startCalls, 0);
            throw;
        }

        started.TrySetResult();
    }

    /// <summary>Starts nothing any more, lets running tasks end for <see cref="PulpOptions.TaskGraceInterval"/>, then stops them. Waiting tasks run after the next start.</summary>
    /// <param name="cancellationToken">Cuts the grace short.</param>
    /// <returns>A task that completes when nothing runs.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref stopCalls, 1) != 0)
            return;
        queue.Stop();
        if (Started().Count() is > 0 and var running)
            Log.Stopping(logger, running, options.TaskGraceInterval.TotalSeconds);
        if (!await HaveEndedAsync(options.TaskGraceInterval, cancellationToken).ConfigureAwait(false))
        {
            foreach (var task in Started())
                await task.StopForHostAsync().ConfigureAwait(false);
            if (!await HaveEndedAsync(StopPatience, CancellationToken.None).ConfigureAwait(false))
                await RecordStoppedAsync().ConfigureAwait(false);
        }

        foreach (var task in live.Values)
            task.Abandon();
    }

    /// <summary>Stops, if that was not done before.</summary>
    /// <returns>A task that completes when nothing runs.</returns>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>Stops without waiting, for containers that are disposed synchronously: what runs is told to stop, and recorded as interrupted by the next start.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref stopCalls, 1) != 0)
            return;
        queue.Stop();
        foreach (var task in live.Values)
        {
            _ = task.StopForHostAsync();
            task.Abandon();
        }
    }

    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        var unfinished = await database.ReadAsync(session => session.Tasks.UnfinishedAsync(), cancellationToken).ConfigureAwait(false);
        var interrupted = unfinished.Where(task => task.State != TaskState.Waiting).ToList();
        foreach (var part in interrupted.Chunk(100))
            await RecordInterruptedAsync(part, cancellationToken).ConfigureAwait(false);

        var waiting = new List<LiveTask>();
        foreach (var record in unfinished.Where(task => task.State == TaskState.Waiting))
        {
            if (registry.Versions.IsTooOldFor(record, out var reason))
            {
                Log.LeftWaiting(logger, record.Id, record.Name, reason);
                continue;
            }

            var task = new LiveTask(record, registry.Restore(record), needsSlot: true, Start);
            queue.Enter(task.Entry);
            live[task.Id] = task;
            waiting.Add(task);
        }

        foreach (var task in waiting)
            queue.Admit(task.Entry);
        if (unfinished.Count > 0)
            Log.TakenOver(logger, interrupted.Count, waiting.Count);
    }

    private async Task RecordInterruptedAsync(IReadOnlyList<PulpTask> tasks, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await database.WriteAsync(
            async session =>
            {
                foreach (var task in tasks)
                    await session.Tasks.UpdateAsync(Interrupted(task, now)).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        foreach (var task in tasks)
        {
            WorkingDirectories.Remove(options.WorkingFolder, task.Id);
        }
    }

    private static PulpTask Interrupted(PulpTask task, DateTimeOffset now) => task with
    {
        State = TaskState.Failed,
        FinishedAt = now,
        LastUpdated = now,
        Error = TaskErrors.ProcessEnded,
        Arguments = null,
        Progress = [.. task.Progress.Select(part => part.State.IsFinal() ? part : part with { State = TaskState.Failed })],
    };

    private IEnumerable<LiveTask> Started() => live.Values.Where(task => task.Entry.IsStarted);

    private async Task<bool> HaveEndedAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Started().Select(task => task.Ended)).WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RecordStoppedAsync()
    {
        foreach (var task in Started())
        {
            Log.DidNotStop(logger, task.Id);
            if (task.TryEnd(TaskState.Failed, time.GetUtcNow(), TaskErrors.ServerStopped))
                await FinishAsync(task).ConfigureAwait(false);
        }
    }

    private void RequireStarted()
    {
        if (!started.Task.IsCompleted)
            throw new InvalidOperationException("Tasks cannot be dispatched yet: await PulpRuntime.StartAsync first, or start the host.");
    }

    private LiveTask? TryEnterFree(TaskRequest request, TaskBody body)
    {
        lock (order)
        {
            var task = Create(request, body, work: null);
            if (!queue.TryEnterFree(task.Entry))
                return null;
            live[task.Id] = task;
            return task;
        }
    }

    private LiveTask Enter(TaskRequest request, TaskBody body, StoredWork work)
    {
        lock (order)
        {
            var task = Create(request, body, work);
            queue.Enter(task.Entry);
            live[task.Id] = task;
            return task;
        }
    }

    private LiveTask Create(TaskRequest request, TaskBody body, StoredWork? work)
    {
        var now = time.GetUtcNow();
        var record = new PulpTask
        {
            Id = Uuid7.Create(time),
            Name = request.Name,
            DomainId = request.DomainId,
            CorrelationId = request.CorrelationId.Length > 0 ? request.CorrelationId : Guid.NewGuid().ToString("N"),
            CreatedBy = request.UserId,
            Created = now,
            LastUpdated = now,
            ParentTask = request.ParentTask,
            TaskGroup = request.TaskGroup,
            Locks = TaskLock.WithDomain(request.Locks, request.DomainId),
            Arguments = work?.Arguments,
            Versions = work?.Versions ?? PulpTask.NoVersions,
        };
        return new LiveTask(record, body, needsSlot: !request.IsShort, Start);
    }

    // The pool does not carry on the context of whoever made room: a request's scopes are not those of the next task.
    private void Start(LiveTask task) =>
        ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Dispatcher.RunQueuedAsync(state.Task), (Dispatcher: this, Task: task), preferLocal: false);

    private TaskContext Begin(LiveTask task)
    {
        var context = runner.Begin(task);
        context.LockWith(name =>
        {
            var (isHeld, isNew) = queue.TryLock(task.Entry, name);
            if (isNew)
                task.AddLock(name);
            return isHeld;
        });
        return context;
    }

    private void Release(LiveTask task)
    {
        live.TryRemove(task.Id, out _);
        queue.Leave(task.Entry);
        task.Publish();
    }
}
