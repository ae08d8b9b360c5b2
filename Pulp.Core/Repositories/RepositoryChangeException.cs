namespace Pulp.Repositories;

/// <summary>
/// Reports that a repository's content cannot be changed as asked.
/// </summary>
public sealed class RepositoryChangeException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="field">The REST field at fault, for example <c>add_content_units</c>.</param>
    /// <param name="message">What is wrong, and the way out.</param>
    /// <param name="isConflict">Whether it is a conflict with what the repository holds.</param>
    public RepositoryChangeException(string field, string message, bool isConflict = false)
        : base(message)
    {
        Field = field;
        IsConflict = isConflict;
    }

    /// <summary>Gets the REST field at fault.</summary>
    public string Field { get; }

    /// <summary>Gets whether it is a conflict with what the repository holds.</summary>
    public bool IsConflict { get; }
}
