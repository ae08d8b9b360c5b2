using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Api.Resources;
using Pulp.Documents;

namespace Pulp.AspNetCore.Api.Bodies;

/// <content>Values that are JSON themselves.</content>
internal sealed partial class ValueReader
{
    private object? ReadJson(InputField input, JsonElement value)
    {
        if (input.ClrType is null)
            return value.Clone();
        if (value.ValueKind == JsonValueKind.Null)
            return input.IsNullable ? value.Clone() : Fail(input, "This field may not be null.");
        if (input.Nested is { } schema)
            return ReadNested(input, schema, value);
        try
        {
            _ = value.Deserialize(input.ClrType, DocumentJson.Options);
            return HoldsNull(value, input.Nullability) ? Fail(input, "An item of the value may not be null.") : value.Clone();
        }
        catch (JsonException)
        {
            return Fail(input, "The value does not have the form this field needs.");
        }
    }

    private object? ReadNested(InputField input, BodySchema schema, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Fail(input, $"Expected a dictionary of items but got type \"{NameOf(value)}\".");
        var values = new JsonObject();
        foreach (var property in value.EnumerateObject())
        {
            if (schema.Find(property.Name) is { } field)
                values[property.Name] = ResourceInput.ToNode(Read(field, property.Value));
            else
                errors.Add(input.Name, $"Unexpected field '{Shorten(property.Name)}'.");
        }

        return JsonSerializer.SerializeToElement(values);
    }

    // The serializer heeds what may be null for the properties of a type, but not for the items of its lists and dictionaries.
    private static bool HoldsNull(JsonElement value, NullabilityInfo? type)
    {
        if (type is null)
            return false;
        var items = type.GenericTypeArguments;
        return value.ValueKind switch
        {
            JsonValueKind.Array when (type.ElementType ?? (items.Length == 1 ? items[0] : null)) is { } item => value.EnumerateArray().Any(entry => IsWrongNull(entry, item)),
            JsonValueKind.Object when items.Length == 2 => value.EnumerateObject().Any(entry => IsWrongNull(entry.Value, items[1])),
            _ => false,
        };
    }

    private static bool IsWrongNull(JsonElement value, NullabilityInfo type) =>
        value.ValueKind == JsonValueKind.Null ? type.ReadState == NullabilityState.NotNull : HoldsNull(value, type);
}
