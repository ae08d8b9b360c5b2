namespace Pulp.Tasking;

/// <summary>One task's place in a <see cref="TaskQueue"/>; changed by the queue alone, under its lock.</summary>
internal sealed class QueueEntry(IReadOnlyList<TaskLock> locks, bool needsSlot, Action start)
{
    public IReadOnlyList<TaskLock> Locks { get; } = locks;

    public bool NeedsSlot { get; } = needsSlot;

    /// <summary>Gets what the queue calls, outside its lock, when the task may run. It returns at once.</summary>
    public Action Start { get; } = start;

    /// <summary>Gets when all its locks became free (UTC).</summary>
    public DateTimeOffset? UnblockedAt { get; set; }

    public bool IsStarted => Stage == QueueStage.Started;

    internal QueueStage Stage { get; set; }

    internal long Ticket { get; set; }

    internal bool IsAdmitted { get; set; }

    internal int BlockedLocks { get; set; }

    internal List<LockLine.Place> Places { get; } = new(locks.Count);
}
