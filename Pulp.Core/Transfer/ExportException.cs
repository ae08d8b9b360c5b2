namespace Pulp.Transfer;

/// <summary>
/// Reports that something cannot be exported, or not to this place. Nothing was written.
/// </summary>
public sealed class ExportException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What is wrong, and the way out.</param>
    /// <param name="innerException">The cause, for the log only.</param>
    public ExportException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
