using System.Text.Json.Nodes;

namespace Pulp.Remotes;

/// <summary>
/// Represents how the words with which a user names what to take become a field of a remote.
/// </summary>
/// <param name="Field">The field's REST name.</param>
/// <param name="ValueOf">Makes the field's value of the words.</param>
public sealed record RemoteInclusion(string Field, Func<IReadOnlyList<string>, JsonNode> ValueOf);
