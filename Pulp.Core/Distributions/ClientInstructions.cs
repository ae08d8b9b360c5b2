namespace Pulp.Distributions;

/// <summary>
/// Represents what a plugin needs to know to tell a user how to use a distribution.
/// </summary>
/// <param name="Origin">The server's address without a slash at its end, for example <c>http://localhost:24880</c>.</param>
/// <param name="BasePath">The base path.</param>
/// <param name="Included">What the user asked to mirror, each quoted for a shell where it must be; empty when everything was.</param>
public sealed record ClientInstructions(string Origin, string BasePath, IReadOnlyList<string> Included);
