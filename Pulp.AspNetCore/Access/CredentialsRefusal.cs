namespace Pulp.AspNetCore.Access;

/// <summary>
/// Says why the credentials of a request were not accepted.
/// </summary>
/// <param name="StatusCode">The status for routes that need a login: 401 or 429.</param>
/// <param name="Detail">The text for the user.</param>
public sealed record CredentialsRefusal(int StatusCode, string Detail)
{
    /// <summary>Gets how long to wait before the next login, for 429. An answer with this status is given it as <c>Retry-After</c>, whoever writes it.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
