using Pulp.Access;

namespace Pulp.Distributions;

/// <summary>
/// Represents what a content guard may look at.
/// </summary>
/// <param name="Path">The path of the request, as it was sent.</param>
/// <param name="QueryString">The query, with its question mark, or empty.</param>
/// <param name="UserId">The caller, or null for anonymous.</param>
/// <param name="GetHeader">Gets the value of a header by name, or null.</param>
public sealed record GuardedRequest(string Path, string QueryString, long? UserId, Func<string, string?> GetHeader)
{
    private static readonly ClientCertificate NoCertificate = new(null);

    /// <summary>Gets who asks, with the limits of a token.</summary>
    /// <value>The default is <see cref="Caller.Anonymous"/>.</value>
    public Caller Caller { get; init; } = Caller.Anonymous;

    /// <summary>Gets the certificate that the client showed, by TLS or to a trusted proxy that passed it on. It is read when a guard asks, once.</summary>
    /// <value>By default there is none.</value>
    public Func<ClientCertificate> GetClientCertificate { get; init; } = static () => NoCertificate;
}
