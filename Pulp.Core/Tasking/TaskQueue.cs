namespace Pulp.Tasking;

/// <summary>
/// Decides which task runs next: a task runs when no earlier unfinished one has a conflicting lock, and a slot is free.
/// </summary>
/// <remarks>Safe to use concurrently. Keeps places only; records and their durability are the dispatcher's.</remarks>
internal sealed class TaskQueue(int slots, TimeProvider time)
{
    private readonly Lock sync = new();
    private readonly Dictionary<string, LockLine> lines = new(StringComparer.Ordinal);
    private readonly PriorityQueue<QueueEntry, long> ready = new();
    private long lastTicket;
    private int busySlots;
    private bool stopped;

    /// <summary>Takes a task in as running if it need not wait for anyone.</summary>
    /// <returns>Whether it runs now; the caller runs it, without a slot.</returns>
    public bool TryEnterFree(QueueEntry entry)
    {
        lock (sync)
        {
            if (stopped || !entry.Locks.All(IsFree))
                return false;
            Join(entry);
            entry.Stage = QueueStage.Started;
            return true;
        }
    }

    /// <summary>Gives a task its place; it is not started before it is admitted.</summary>
    public void Enter(QueueEntry entry)
    {
        lock (sync)
            Join(entry);
    }

    /// <summary>Lets a task that has a place be started.</summary>
    public void Admit(QueueEntry entry)
    {
        var starts = new List<QueueEntry>();
        lock (sync)
        {
            entry.IsAdmitted = true;
            MakeReady(entry);
            TakeStarts(starts);
        }

        Start(starts);
    }

    /// <summary>Gives a running task one more name alone, if nobody else holds it or waits for it.</summary>
    /// <returns>Whether it holds the name; and whether it did not before.</returns>
    public (bool IsHeld, bool IsNew) TryLock(QueueEntry entry, string name)
    {
        lock (sync)
        {
            if (entry.Stage != QueueStage.Started)
                return (false, false);
            if (entry.Places.Exists(place => place.Line.Name == name && !place.Node.Value.IsShared))
                return (true, false);
            if (!IsFree(new TaskLock(name, IsShared: false)))
                return (false, false);
            LineOf(name).Join(entry, isShared: false);
            return (true, true);
        }
    }

    /// <summary>Takes a task out that has not been started.</summary>
    /// <returns>Whether it is out; false when it was started already.</returns>
    public bool TryWithdraw(QueueEntry entry)
    {
        var starts = new List<QueueEntry>();
        lock (sync)
        {
            if (entry.Stage is QueueStage.Started or QueueStage.Gone)
                return false;
            Remove(entry, starts);
        }

        Start(starts);
        return true;
    }

    /// <summary>Takes a task out that ended.</summary>
    public void Leave(QueueEntry entry)
    {
        var starts = new List<QueueEntry>();
        lock (sync)
        {
            if (entry.Stage == QueueStage.Gone)
                return;
            if (entry is { Stage: QueueStage.Started, NeedsSlot: true })
                busySlots--;
            Remove(entry, starts);
        }

        Start(starts);
    }

    /// <summary>Starts nothing any more.</summary>
    public void Stop()
    {
        lock (sync)
            stopped = true;
    }

    private static void Start(List<QueueEntry> entries)
    {
        foreach (var entry in entries)
            entry.Start();
    }

    private bool IsFree(TaskLock name) => !lines.TryGetValue(name.Name, out var line) || line.IsFreeFor(name.IsShared);

    private LockLine LineOf(string name)
    {
        if (!lines.TryGetValue(name, out var line))
            lines[name] = line = new LockLine(name);
        return line;
    }

    private void Join(QueueEntry entry)
    {
        entry.Ticket = ++lastTicket;
        entry.Stage = QueueStage.Waiting;
        foreach (var name in entry.Locks)
            LineOf(name.Name).Join(entry, name.IsShared);

        if (entry.BlockedLocks == 0)
            entry.UnblockedAt = time.GetUtcNow();
    }

    private void Remove(QueueEntry entry, List<QueueEntry> starts)
    {
        entry.Stage = QueueStage.Gone;
        var unblocked = new List<QueueEntry>();
        foreach (var place in entry.Places)
        {
            place.Line.Leave(place, unblocked);
            if (place.Line.IsEmpty)
                lines.Remove(place.Line.Name);
        }

        foreach (var next in unblocked)
        {
            next.UnblockedAt = time.GetUtcNow();
            MakeReady(next);
        }

        TakeStarts(starts);
    }

    private void MakeReady(QueueEntry entry)
    {
        if (entry is not { Stage: QueueStage.Waiting, IsAdmitted: true, BlockedLocks: 0 })
            return;
        entry.Stage = QueueStage.Ready;
        // What needs no slot comes before all that does.
        ready.Enqueue(entry, entry.NeedsSlot ? entry.Ticket : -1);
    }

    private void TakeStarts(List<QueueEntry> starts)
    {
        while (!stopped && ready.TryPeek(out var entry, out _))
        {
            if (entry is { Stage: QueueStage.Ready, NeedsSlot: true } && busySlots >= slots)
                return;
            ready.Dequeue();
            if (entry.Stage != QueueStage.Ready)
                continue;
            entry.Stage = QueueStage.Started;
            busySlots += entry.NeedsSlot ? 1 : 0;
            starts.Add(entry);
        }
    }
}
