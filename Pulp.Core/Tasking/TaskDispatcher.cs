using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pulp.Stores;

namespace Pulp.Tasking;

/// <summary>
/// Takes tasks, runs them when their locks are free, and tells how they are.
/// </summary>
/// <remarks>
/// Safe to use concurrently. A host calls <see cref="StartAsync"/> before anything is dispatched and <see cref="StopAsync"/> at the end.
/// Tasks are served in the order they were asked for: none overtakes an earlier one it has a lock in common with, unless both only share it.
/// Every task also shares its domain. Waiting tasks survive a restart; a task that was running when the process ended is recorded as failed.
/// </remarks>
public sealed partial class TaskDispatcher : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<Guid, LiveTask> live = new();
    private readonly Lock order = new();
    private readonly TaskRegistry registry;
    private readonly IPulpDatabase database;
    private readonly TimeProvider time;
    private readonly PulpOptions options;
    private readonly ILogger logger;
    private readonly TaskQueue queue;
    private readonly TaskRecords records;
    private readonly TaskRunner runner;
    private readonly TaskListeners listeners;

    internal TaskDispatcher(
        TaskRegistry registry, IPulpDatabase database, IServiceScopeFactory scopes, TimeProvider time, IOptions<PulpOptions> options, ILogger<TaskDispatcher> logger)
    {
        this.registry = registry;
        this.database = database;
        this.time = time;
        this.options = options.Value;
        this.logger = logger;
        queue = new TaskQueue(Math.Max(1, this.options.MaximumRunningTasks), time);
        records = new TaskRecords(database, time, logger);
        runner = new TaskRunner(scopes, time, this.options.WorkingFolder, logger);
        listeners = new TaskListeners(logger);
    }

    /// <summary>Asks for a task.</summary>
    /// <typeparam name="THandler">What runs it; registered under the task's name with <see cref="TaskingServiceCollectionExtensions.AddPulpTask{THandler, TArguments}"/>.</typeparam>
    /// <typeparam name="TArguments">The arguments' type.</typeparam>
    /// <param name="request">What is asked for, and which names it locks.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="cancellationToken">Cancels asking. A short task that has begun is not stopped by it; see <see cref="CancelAsync(Guid, CancellationToken)"/>.</param>
    /// <returns>The record: durable and waiting; or, for a short task whose locks were free, ended in whichever way.</returns>
    /// <exception cref="InvalidOperationException">The dispatcher was not started, or the task's name is not registered for this handler.</exception>
    /// <exception cref="StoreException">The task could not be recorded; it will not run. For a short task: it may have run.</exception>
    public async Task<PulpTask> DispatchAsync<THandler, TArguments>(TaskRequest request, TArguments arguments, CancellationToken cancellationToken = default)
        where THandler : ITaskHandler<TArguments> =>
        await DispatchAsync<THandler, TArguments>(request, arguments, static (same, _) => Task.FromResult(same), cancellationToken).ConfigureAwait(false);

    /// <summary>Asks for a task whose arguments hold what only this call has, such as staged bytes.</summary>
    /// <typeparam name="THandler">What runs it; registered under the task's name with <see cref="TaskingServiceCollectionExtensions.AddPulpTask{THandler, TArguments}"/>.</typeparam>
    /// <typeparam name="TArguments">The arguments' type.</typeparam>
    /// <param name="request">What is asked for, and which names it locks.</param>
    /// <param name="arguments">The arguments for running inside the call.</param>
    /// <param name="lasting">Makes of them arguments that survive a restart; called only when the task has to wait.</param>
    /// <param name="cancellationToken">Cancels asking. A short task that has begun is not stopped by it; see <see cref="CancelAsync(Guid, CancellationToken)"/>.</param>
    /// <returns>The record: durable and waiting; or, for a short task whose locks were free, ended in whichever way.</returns>
    /// <exception cref="InvalidOperationException">The dispatcher was not started, or the task's name is not registered for this handler.</exception>
    /// <exception cref="StoreException">The task could not be recorded; it will not run. For a short task: it may have run.</exception>
    public async Task<PulpTask> DispatchAsync<THandler, TArguments>(
        TaskRequest request, TArguments arguments, Func<TArguments, CancellationToken, Task<TArguments>> lasting, CancellationToken cancellationToken = default)
        where THandler : ITaskHandler<TArguments>
    {
        RequireStarted();
        registry.Require<THandler>(request.Name);
        cancellationToken.ThrowIfCancellationRequested();
        var body = TaskRegistration.BodyOf<THandler, TArguments>(arguments);
        if (RunsInCall(request) && TryEnterFree(request, body) is { } free)
            return await RunShortAsync(free).ConfigureAwait(false);
        if (!request.IsDeferrable)
            return await RefuseAsync(request, body, cancellationToken).ConfigureAwait(false);
        var kept = await lasting(arguments, cancellationToken).ConfigureAwait(false);
        return await QueueAsync(request, TaskRegistration.BodyOf<THandler, TArguments>(kept), registry.Store<THandler, TArguments>(request, kept), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a task has ended and its end is durable.</summary>
    /// <param name="id">The task.</param>
    /// <param name="cancellationToken">Cancels waiting, not the task.</param>
    /// <returns>The record.</returns>
    /// <exception cref="TaskNotFoundException">There is no such task.</exception>
    /// <exception cref="OperationCanceledException">Waiting was canceled, or the host stops and the task will run after the next start.</exception>
    public async Task<PulpTask> WaitAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (live.TryGetValue(id, out var task))
            return await task.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        var record = await GetAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new TaskNotFoundException(id);
        return record.State.IsFinal()
            ? record
            : throw new OperationCanceledException($"The task {id} does not run in this process.");
    }

    /// <summary>Cancels a task.</summary>
    /// <param name="id">The task.</param>
    /// <param name="cancellationToken">Cancels looking for the task.</param>
    /// <returns>What became of it; a task that runs may take a while to stop.</returns>
    public async Task<CancelOutcome> CancelAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (live.TryGetValue(id, out var task))
            return await CancelAsync(task).ConfigureAwait(false);
        return await GetAsync(id, cancellationToken).ConfigureAwait(false) switch
        {
            null => CancelOutcome.NotFound,
            { } stored when stored.State.IsFinal() => CancelOutcome.AlreadyFinal,
            { } stored => await CancelStoredAsync(stored).ConfigureAwait(false),
        };
    }

    /// <summary>Gets a task that waits or runs in this process, with the progress it has made by now.</summary>
    /// <param name="id">The task.</param>
    /// <returns>The record, fresher than the stored one; null when the task has ended or is not of this process.</returns>
    public PulpTask? Peek(Guid id) => live.TryGetValue(id, out var task) ? task.Snapshot() : null;

    /// <summary>Gets the tasks that run in this process now.</summary>
    /// <returns>Their records with the progress made by now, in the order they were asked for.</returns>
    public IReadOnlyList<PulpTask> Running() =>
        [.. live.Values.Where(task => task.Entry.IsStarted).Select(task => task.Snapshot()).OrderBy(task => task.Id)];

    /// <summary>Asks to be told whenever the state of a task of this process changed.</summary>
    /// <param name="listener">Is given the record after the change is durable. Listeners are called one after another before the task goes on, so they are short; what they throw is logged.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Func<PulpTask, ValueTask> listener) => listeners.Add(listener);

    private async Task<PulpTask> QueueAsync(TaskRequest request, TaskBody body, StoredWork work, CancellationToken cancellationToken)
    {
        var task = Enter(request, body, work);
        try
        {
            await records.InsertAsync(task, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            task.Abandon();
            Release(task);
            throw;
        }

        var record = task.Snapshot();
        await listeners.TellAsync(record).ConfigureAwait(false);
        if (IsCanceledGroup(task.GroupId))
        {
            await CancelAsync(task).ConfigureAwait(false);
            return task.Snapshot();
        }

        queue.Admit(task.Entry);
        if (Volatile.Read(ref stopCalls) != 0)
            task.Abandon();
        return record;
    }

    private async Task RunQueuedAsync(LiveTask task)
    {
        try
        {
            var context = Begin(task);
            await records.UpdateAsync(task).ConfigureAwait(false);
            await listeners.TellAsync(task.Snapshot()).ConfigureAwait(false);
            await FollowToEndAsync(task, () => runner.RunAsync(task, context)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.CannotRun(logger, task.Id, exception);
            task.TryEnd(TaskState.Failed, time.GetUtcNow(), TaskErrors.Of(exception, task.Snapshot().CorrelationId));
        }

        await FinishAsync(task).ConfigureAwait(false);
    }

    private async Task FinishAsync(LiveTask task)
    {
        await records.UpdateFinalAsync(task).ConfigureAwait(false);
        Release(task);
        await listeners.TellAsync(task.Snapshot()).ConfigureAwait(false);
    }

    private async Task<CancelOutcome> CancelAsync(LiveTask task)
    {
        if (!task.TryMarkCanceling(time.GetUtcNow()))
            return CancelOutcome.AlreadyFinal;
        if (queue.TryWithdraw(task.Entry))
        {
            task.TryEnd(TaskState.Canceled, time.GetUtcNow());
            await FinishAsync(task).ConfigureAwait(false);
            return CancelOutcome.Canceled;
        }

        if (!task.Entry.IsStarted)
            return CancelOutcome.AlreadyFinal;
        await task.TellToStopAsync().ConfigureAwait(false);
        await records.UpdateAsync(task).ConfigureAwait(false);
        await listeners.TellAsync(task.Snapshot()).ConfigureAwait(false);
        return CancelOutcome.Canceling;
    }

    private async Task<CancelOutcome> CancelStoredAsync(PulpTask stored)
    {
        var now = time.GetUtcNow();
        var canceled = stored with { State = TaskState.Canceled, FinishedAt = now, LastUpdated = now, Arguments = null };
        return await database.WriteAsync(session => session.Tasks.UpdateAsync(canceled)).ConfigureAwait(false)
            ? CancelOutcome.Canceled
            : CancelOutcome.AlreadyFinal;
    }

    private Task<PulpTask?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Tasks.GetAsync(id), cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(2031, LogLevel.Error, "Task {TaskId} cannot be run")]
        public static partial void CannotRun(ILogger logger, Guid taskId, Exception exception);

        [LoggerMessage(2032, LogLevel.Information, "Tasks taken over from the last run: {Interrupted} were interrupted, {Waiting} wait")]
        public static partial void TakenOver(ILogger logger, int interrupted, int waiting);

        [LoggerMessage(2035, LogLevel.Information, "Stopping: waiting up to {Seconds:0} s for running tasks to end ({Running} of them)")]
        public static partial void Stopping(ILogger logger, int running, double seconds);

        [LoggerMessage(2034, LogLevel.Warning, "Task {TaskId} ({Name}) of the last run is left waiting: {Reason}. It holds no locks meanwhile; cancel it if it is not wanted any more")]
        public static partial void LeftWaiting(ILogger logger, Guid taskId, string name, string reason);

        [LoggerMessage(2033, LogLevel.Warning, "Task {TaskId} did not stop when told to; it is recorded as failed")]
        public static partial void DidNotStop(ILogger logger, Guid taskId);
    }
}
