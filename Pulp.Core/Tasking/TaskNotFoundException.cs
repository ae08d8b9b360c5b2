namespace Pulp.Tasking;

/// <summary>
/// Reports that there is no task with an identifier.
/// </summary>
public sealed class TaskNotFoundException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="id">The identifier.</param>
    public TaskNotFoundException(Guid id)
        : base($"There is no task {id}; it may have been purged.") => Id = id;

    /// <summary>Gets the identifier.</summary>
    public Guid Id { get; }
}
