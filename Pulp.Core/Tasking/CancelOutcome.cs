namespace Pulp.Tasking;

/// <summary>
/// Names what became of the wish to cancel a task.
/// </summary>
public enum CancelOutcome
{
    /// <summary>There is no such task.</summary>
    NotFound,

    /// <summary>The task had ended already.</summary>
    AlreadyFinal,

    /// <summary>The task had not begun and is canceled.</summary>
    Canceled,

    /// <summary>The task runs and was told to stop; it ends as canceled, unless its work was done by then.</summary>
    Canceling,
}
