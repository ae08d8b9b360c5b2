namespace Pulp.Signing;

/// <summary>
/// Reports that a signing service cannot be used, or did not sign.
/// </summary>
public sealed class SigningException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SigningException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
