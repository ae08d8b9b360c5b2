namespace Pulp.Serving;

/// <summary>
/// Represents what of a request an answer may depend on.
/// </summary>
/// <param name="Target">The path (and query) as it was sent.</param>
/// <param name="Accept">The value of the Accept header, or null.</param>
/// <param name="Scheme">The scheme the client used.</param>
/// <param name="Host">The value of the Host header.</param>
/// <param name="HasCredentials">Whether an Authorization header was sent.</param>
public readonly record struct ReadyRequest(string Target, string? Accept, string Scheme, string Host, bool HasCredentials = false);
