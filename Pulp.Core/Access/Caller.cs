namespace Pulp.Access;

/// <summary>
/// Represents who asks.
/// </summary>
/// <param name="User">The user, or null when nobody logged in.</param>
/// <param name="Token">The token the user logged in with, which may narrow what is allowed; null for other logins.</param>
public sealed record Caller(User? User, ApiToken? Token = null)
{
    /// <summary>Gets the caller who did not log in.</summary>
    public static Caller Anonymous { get; } = new(User: null);

    /// <summary>Gets whether nobody logged in.</summary>
    public bool IsAnonymous => User is null;
}
