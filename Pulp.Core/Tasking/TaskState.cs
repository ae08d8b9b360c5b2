namespace Pulp.Tasking;

/// <summary>
/// Names where a task stands. States only move forward.
/// </summary>
public enum TaskState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Never begun, because something it depended on failed.</summary>
    Skipped,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Ended as intended.</summary>
    Completed,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Ended because someone asked for it.</summary>
    Canceled,

    /// <summary>Asked to end, not ended yet.</summary>
    Canceling,
}
