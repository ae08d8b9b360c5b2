namespace Pulp.Publications;

/// <summary>
/// Reports that a version cannot be published.
/// </summary>
public sealed class PublicationException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public PublicationException(string message)
        : base(message)
    {
    }
}
