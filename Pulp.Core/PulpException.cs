namespace Pulp;

/// <summary>
/// Represents a failure that a caller of this library can react to.
/// </summary>
/// <remarks>
/// Every exception the library throws on purpose derives from this type. The message is safe to show to a user: it holds
/// no secret, no server path and no stack. Mistakes in arguments are the runtime's argument exceptions, and
/// cancellation is always an <see cref="OperationCanceledException"/>.
/// </remarks>
public abstract class PulpException : Exception
{
    /// <summary>
    /// Initializes the exception with a message that is safe to show.
    /// </summary>
    /// <param name="message">What failed, with the name and value at fault and the way out.</param>
    /// <param name="innerException">The cause, for the log only.</param>
    protected PulpException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Gets a value that tells whether the same call may succeed later without a change by the caller.
    /// </summary>
    public virtual bool IsTransient => false;
}
