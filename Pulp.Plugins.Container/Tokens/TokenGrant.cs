namespace Pulp.Plugins.Container.Tokens;

/// <summary>
/// Represents what a verified token says: who it was issued to, and what for.
/// </summary>
/// <param name="Username">The user; empty when nobody logged in.</param>
/// <param name="Access">What the token allows.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="Mark">Of the user's password and state when the token was issued (<see cref="RegistryTokens.MarkOf"/>); empty when nobody logged in.</param>
internal sealed record TokenGrant(string Username, IReadOnlyList<TokenScope> Access, DateTimeOffset Expires, string Mark)
{
    public bool Allows(string type, string name, string action) =>
        Access.Any(scope => scope.Type == type && scope.Name == name && scope.Actions.Any(allowed => allowed == action || allowed == TokenScope.Everything));
}
