using System.Net;
using System.Text.Json.Nodes;

namespace Pulp.Testing.Hosting;

/// <summary>
/// Represents what the REST API answered.
/// </summary>
/// <param name="Status">The status.</param>
/// <param name="Text">The body.</param>
/// <param name="Headers">The headers, those of the body included; several of one name are joined by commas.</param>
public sealed record RestAnswer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Gets the body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>Gets the address of the object that was answered.</summary>
    public string? Href => (string?)Json["pulp_href"];

    /// <summary>Gets the messages of a refused field.</summary>
    /// <param name="field">The field.</param>
    /// <returns>The messages, joined; null when the field was not refused.</returns>
    public string? Error(string field) => (Json as JsonObject)?[field] is JsonArray messages ? string.Join(" ", messages.Select(message => (string?)message)) : null;

    /// <inheritdoc/>
    public override string ToString() => $"{(int)Status} {Text}";
}
