namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Reports that a request is answered with an error of the distribution specification.
/// </summary>
internal sealed class RegistryException : PulpException
{
    public RegistryException(RegistryError error, string message)
        : base(message) => Error = error;

    public RegistryError Error { get; }

    /// <summary>Gets what the error is about, for example a digest; null for nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>Gets how long the client is asked to wait, if at all.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
