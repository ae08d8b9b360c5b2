namespace Pulp.Signing;

/// <summary>
/// Reports that bytes are no OpenPGP signature or key that can be read.
/// </summary>
public sealed class OpenPgpFormatException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public OpenPgpFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
