namespace Pulp.Storage;

/// <summary>
/// Reports that the storage of artifacts failed or refused its configuration.
/// </summary>
/// <remarks>
/// The message names a path only when a storage refuses its configuration, which happens at start and concerns the person who
/// configured it. Absent artifacts are not failures but <see langword="null"/>.
/// </remarks>
public sealed class StorageException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="reason">Why the storage failed.</param>
    /// <param name="message">What failed and the way out.</param>
    /// <param name="path">The file or directory concerned, for the log only.</param>
    /// <param name="innerException">The cause, for the log only.</param>
    public StorageException(StorageFailureReason reason, string message, string? path = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Reason = reason;
        Path = path;
    }

    /// <summary>Gets why the storage failed.</summary>
    public StorageFailureReason Reason { get; }

    /// <summary>Gets the file or directory concerned, for the log only.</summary>
    public string? Path { get; }

    /// <inheritdoc/>
    public override bool IsTransient => Reason is StorageFailureReason.NoSpace or StorageFailureReason.Unavailable;
}
