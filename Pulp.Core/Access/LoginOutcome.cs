namespace Pulp.Access;

/// <summary>
/// Represents how a login ended.
/// </summary>
public abstract record LoginOutcome
{
    private LoginOutcome()
    {
    }

    /// <summary>The login is right.</summary>
    /// <param name="Caller">Who logged in.</param>
    public sealed record Accepted(Caller Caller) : LoginOutcome;

    /// <summary>The login is wrong, expired, or of a user who may not log in.</summary>
    public sealed record Refused : LoginOutcome;

    /// <summary>There were too many wrong logins.</summary>
    /// <param name="RetryAfter">How long to wait.</param>
    public sealed record TooManyFailures(TimeSpan RetryAfter) : LoginOutcome;
}
