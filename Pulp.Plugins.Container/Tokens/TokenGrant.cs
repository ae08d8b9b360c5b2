namespace Pulp.Plugins.Container.Tokens;

/// <summary>
/// Represents what a verified token says: who it was issued to, and what for.
/// </summary>
/// <param name="Username">The user; empty when nobody logged in.</param>
/// <param name="Access">What the token allows.</param>
/// <param name="Expires">When it ends.</param>
internal sealed record TokenGrant(string Username, IReadOnlyList<TokenScope> Access, DateTimeOffset Expires)
{
    public bool Allows(string type, string name, string action) =>
        Access.Any(scope => scope.Type == type && scope.Name == name && scope.Actions.Any(allowed => allowed == action || allowed == TokenScope.Everything));
}
