namespace Pulp.Serving;

/// <summary>
/// Reports that a file which was being passed on broke off or turned out to be wrong: the client's connection must be closed, so that it does not take what it got for the whole.
/// </summary>
public sealed class FetchBrokenException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public FetchBrokenException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
