namespace Pulp.Secrets;

/// <summary>
/// Reports that a secret cannot be decrypted with the configured keys.
/// </summary>
public sealed class SecretException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">The cause.</param>
    public SecretException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
