using System.Net;
using System.Text.Json.Nodes;

namespace Pulp.AspNetCore.Tests.Support;

internal sealed record ApiAnswer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Href => (string?)Json["pulp_href"];

    /// <summary>Gets the messages of a refused field.</summary>
    public string? Error(string field) => (Json as JsonObject)?[field] is JsonArray messages ? string.Join(" ", messages.Select(message => (string?)message)) : null;

    public override string ToString() => $"{(int)Status} {Text}";
}
