namespace Pulp.Stores;

/// <summary>
/// Reports that the database could not do what was asked, for a reason that is not the caller's.
/// </summary>
public sealed class StoreException : PulpException
{
    private readonly bool transient;

    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    /// <param name="innerException">The cause.</param>
    public StoreException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => transient = isTransient;

    /// <inheritdoc/>
    public override bool IsTransient => transient;
}
