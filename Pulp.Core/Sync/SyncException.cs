namespace Pulp.Sync;

/// <summary>
/// Reports that a sync cannot go on. The repository is as it was.
/// </summary>
public sealed class SyncException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What failed, naming what upstream sent.</param>
    /// <param name="innerException">The cause.</param>
    public SyncException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
