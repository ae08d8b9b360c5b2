namespace Pulp.Tasking;

/// <summary>
/// Gives a running task its record, and takes its progress and the resources it created.
/// </summary>
/// <remarks>Safe to use from several threads of one task.</remarks>
public sealed class TaskContext
{
    private readonly Lock sync = new();
    private readonly List<string> created = [];
    private readonly List<ProgressPart> parts = [];

    /// <summary>Initializes a context.</summary>
    /// <param name="task">The task's record as it was when it began.</param>
    public TaskContext(PulpTask task) => Task = task;

    /// <summary>Gets the task's record as it was when it began.</summary>
    public PulpTask Task { get; }

    /// <summary>Begins a part of the work that is reported as progress.</summary>
    /// <param name="message">What is done, for people.</param>
    /// <param name="code">What is done, for programs.</param>
    /// <param name="total">How many there are, when known.</param>
    /// <returns>The part; completing it is up to the caller, otherwise it takes the task's final state.</returns>
    public ProgressPart BeginProgress(string message, string code, long? total = null)
    {
        var part = new ProgressPart(message, code, total);
        lock (sync)
            parts.Add(part);
        return part;
    }

    /// <summary>Adds a resource to those the task created.</summary>
    /// <param name="prn">The resource's PRN.</param>
    public void AddCreated(string prn)
    {
        lock (sync)
            created.Add(prn);
    }

    /// <summary>Gets the PRNs of the resources created so far.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyList<string> GetCreated()
    {
        lock (sync)
            return [.. created];
    }

    /// <summary>Gets the progress so far.</summary>
    /// <param name="final">The task's final state, which open parts take; null while it runs.</param>
    /// <returns>A copy.</returns>
    public IReadOnlyList<ProgressReport> GetProgress(TaskState? final = null)
    {
        lock (sync)
            return [.. parts.Select(part => part.ToReport(final))];
    }
}
