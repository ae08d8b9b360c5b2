using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Pulp.Tasking;

/// <summary>A task that waits or runs in this process: its record as it is now, and the ways to wait for it and to stop it.</summary>
/// <remarks>Safe to use concurrently. The record ends once: later attempts to change it do nothing.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A token source without a timer holds nothing, and a late cancellation must find it.")]
internal sealed class LiveTask
{
    private readonly Lock sync = new();
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource<PulpTask> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PulpTask record;
    private TaskContext? context;
    private volatile bool isCancelRequested;

    public LiveTask(PulpTask record, TaskBody body, bool needsSlot, Action<LiveTask> start)
    {
        this.record = record;
        Id = record.Id;
        Body = body;
        Entry = new QueueEntry(TaskLock.Parse(record.Locks), needsSlot, () => start(this));
    }

    public Guid Id { get; }

    public TaskBody Body { get; }

    public QueueEntry Entry { get; }

    /// <summary>Gets the end of the task, once it is durable; canceled when the host stops before the task was begun.</summary>
    public Task<PulpTask> Ended => ended.Task;

    /// <summary>Gets what tells the handler to stop.</summary>
    public CancellationToken StopToken => stop.Token;

    public bool IsCancelRequested => isCancelRequested;

    public bool IsStopRequested { get; private set; }

    public Guid? GroupId => record.TaskGroup;

    /// <summary>Gets the record with the progress made so far.</summary>
    public PulpTask Snapshot()
    {
        lock (sync)
            return record.State.IsFinal() || context is null ? record : WithProgress(null);
    }

    public TaskContext Begin(DateTimeOffset now, string workingFolder)
    {
        lock (sync)
        {
            record = record with
            {
                State = IsCancelRequested ? TaskState.Canceling : TaskState.Running,
                UnblockedAt = Entry.UnblockedAt,
                StartedAt = now,
                LastUpdated = now,
            };
            return context = new TaskContext(record, workingFolder);
        }
    }

    /// <summary>Notes that the task locked one more name.</summary>
    public void AddLock(string name)
    {
        lock (sync)
            record = record with { Locks = [.. record.Locks, name] };
    }

    /// <summary>Notes that the task shall be canceled; telling the handler is another step.</summary>
    /// <returns>Whether it had not ended.</returns>
    public bool TryMarkCanceling(DateTimeOffset now)
    {
        lock (sync)
        {
            if (record.State.IsFinal())
                return false;
            isCancelRequested = true;
            if (record.State == TaskState.Running)
                record = record with { State = TaskState.Canceling, LastUpdated = now };
            return true;
        }
    }

    public Task TellToStopAsync() => stop.CancelAsync();

    public Task StopForHostAsync()
    {
        lock (sync)
            IsStopRequested = true;
        return stop.CancelAsync();
    }

    /// <summary>Gives the record its end.</summary>
    /// <returns>Whether this call did.</returns>
    public bool TryEnd(TaskState state, DateTimeOffset now, TaskError? error = null, JsonElement? result = null)
    {
        lock (sync)
        {
            if (record.State.IsFinal())
                return false;
            record = WithProgress(state) with
            {
                State = state,
                FinishedAt = now,
                LastUpdated = now,
                UnblockedAt = Entry.UnblockedAt,
                Error = error,
                Result = result,
                Arguments = null,
            };
            return true;
        }
    }

    /// <summary>Lets those who wait for the task go on.</summary>
    public void Publish() => ended.TrySetResult(Snapshot());

    /// <summary>Tells those who wait for the task that it will not end in this process.</summary>
    public void Abandon() => ended.TrySetCanceled();

    private PulpTask WithProgress(TaskState? final) => context is null
        ? record
        : record with { Progress = context.GetProgress(final), CreatedResources = context.GetCreated() };
}
