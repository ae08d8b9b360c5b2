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
    private readonly string workingFolder;
    private string? workingDirectory;

    private Func<string, bool>? tryLock;

    /// <summary>Initializes a context.</summary>
    /// <param name="task">The task's record as it was when it began.</param>
    /// <param name="workingFolder">The folder below which working directories are made; null means the system's folder for temporary files.</param>
    public TaskContext(PulpTask task, string? workingFolder = null)
    {
        Task = task;
        this.workingFolder = workingFolder ?? Path.Join(Path.GetTempPath(), "pulp");
    }

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

    /// <summary>Locks one more name for this task alone, until it ends. Locking what it is about to create, a task keeps others away from the first moment on.</summary>
    /// <param name="name">The name, for example the PRN of a repository whose identifier the task has chosen.</param>
    /// <returns>Whether the task holds the name now; false when another task holds it or waits for it. It never waits: a task that waited with locks in its hands could wait for ever.</returns>
    public bool TryLock(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return tryLock is null || tryLock(name);
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

    /// <summary>Gets a directory of the task's own: empty at first, readable by this user only, and removed when the task ends.</summary>
    /// <returns>The absolute path; the same for every call.</returns>
    public string CreateWorkingDirectory()
    {
        lock (sync)
            return workingDirectory ??= WorkingDirectories.Create(workingFolder, Task.Id);
    }

    /// <summary>Gets a request for a task that this one asks for: it has the same user, domain, group and correlation id.</summary>
    /// <param name="name">The name of what runs.</param>
    /// <param name="locks">The names to lock. A task that waited for a child that needs its own locks would wait for ever; it just asks for it.</param>
    /// <returns>The request.</returns>
    public TaskRequest RequestChild(string name, params IReadOnlyList<string> locks) => new()
    {
        Name = name,
        Locks = locks,
        UserId = Task.CreatedBy,
        DomainId = Task.DomainId,
        CorrelationId = Task.CorrelationId,
        TaskGroup = Task.TaskGroup,
        ParentTask = Task.Id,
    };

    internal void LockWith(Func<string, bool> takesLock) => tryLock = takesLock;

    internal void RemoveWorkingDirectory()
    {
        if (workingDirectory is not null)
            WorkingDirectories.Remove(workingFolder, Task.Id);
    }
}
