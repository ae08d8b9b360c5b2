using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pulp.Documents;

namespace Pulp.ContentTypes;

/// <summary>
/// Makes the options with which the documents of one content type are stored: a field that still has the value of a new unit is left out,
/// and reading leaves that value as it is. Most units are known by a few fields, and there are millions of them.
/// </summary>
internal static class ContentDocumentJson
{
    /// <summary>Makes the options.</summary>
    /// <param name="type">The CLR type of the content.</param>
    /// <param name="always">The fields that queries look at in the document; they are always written.</param>
    public static JsonSerializerOptions For(Type type, IReadOnlyCollection<string> always)
    {
        var options = new JsonSerializerOptions(DocumentJson.Options)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { info => LeaveOut(info, type, always) } },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOut(JsonTypeInfo info, Type type, IReadOnlyCollection<string> always)
    {
        if (info.Type != type || info.Kind != JsonTypeInfoKind.Object || type.GetConstructor(Type.EmptyTypes) is null)
            return;
        var fresh = Activator.CreateInstance(type)!;
        foreach (var property in info.Properties)
        {
            if (property.IsRequired || property.Get is null || property.Set is null || always.Contains(property.Name))
                continue;
            var initial = property.Get(fresh);
            if (initial is null or string or ValueType)
                property.ShouldSerialize = (_, value) => !Equals(value, initial);
            else if (initial is ICollection { Count: 0 })
                property.ShouldSerialize = static (_, value) => value is not ICollection { Count: 0 };
        }
    }
}
