using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Turns the body of a request into values of a resource.
/// </summary>
internal static class ResourceInput
{
    public static ResourceFields ToFields(ResourceShape shape, RequestBody body, IReadOnlyDictionary<string, IReadOnlyList<Guid>> references)
    {
        var values = new JsonObject();
        foreach (var descriptor in shape.Type.Fields)
        {
            if (!IsGivenByServer(shape.Type, descriptor) && body.Has(descriptor.Name))
                values[descriptor.Name] = ToNode(descriptor, body.Get(descriptor.Name), references.GetValueOrDefault(descriptor.Name));
        }

        return new ResourceFields(JsonSerializer.SerializeToElement(values), body.Labels());
    }

    /// <summary>Gets whether clients cannot write a field.</summary>
    public static bool IsGivenByServer(ResourceType type, FieldDescriptor descriptor) => descriptor.Rules.ReadOnly || descriptor.Rules.Hidden || descriptor.Rules.Creator || descriptor == type.ParentField;

    /// <summary>Turns a value that was read into JSON.</summary>
    public static JsonNode? ToNode(FieldDescriptor descriptor, object? value, IReadOnlyList<Guid>? targets) => value switch
    {
        null or ReferenceList { IsAll: true } => null,
        _ when descriptor.Kind == FieldKind.Reference => JsonValue.Create(targets![0].ToString()),
        _ when descriptor.Kind == FieldKind.ReferenceList => new JsonArray([.. targets!.Select(id => (JsonNode)id.ToString())]),
        _ => ToNode(value),
    };

    /// <summary>Turns a value that was read, and names no object, into JSON.</summary>
    public static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        bool boolean => JsonValue.Create(boolean),
        DateTimeOffset time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
        IReadOnlyList<string> texts => new JsonArray([.. texts.Select(text => (JsonNode)text)]),
        JsonElement element => JsonNode.Parse(element.GetRawText()),
        _ => throw new InvalidOperationException($"A field was read as {value.GetType().Name}."),
    };
}
