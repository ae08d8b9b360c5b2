using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Pulp.AspNetCore.Api.Json;
using Pulp.Documents;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Makes writers of described fields: compiled once, so that a request needs no reflection.
/// </summary>
internal static class FieldWriters
{
    public static OutputField<TOwner> Of<TOwner>(FieldDescriptor descriptor)
        where TOwner : class =>
        new(descriptor.Name, TypeOf(descriptor), WriterOf<TOwner>(descriptor))
        {
            IsReadOnly = descriptor.Rules.ReadOnly,
            IsRequired = descriptor.IsRequired,
        };

    public static ApiType TypeOf(FieldDescriptor descriptor) => (descriptor.Kind switch
    {
        FieldKind.Text => ApiType.Text,
        FieldKind.Integer => ApiType.Integer,
        FieldKind.Number => ApiType.Number,
        FieldKind.Boolean => ApiType.Boolean,
        FieldKind.Choice => ApiType.ChoiceOf(descriptor.Choices),
        FieldKind.Time => ApiType.Time,
        FieldKind.Reference => ApiType.Uri,
        FieldKind.TextList when descriptor.Rules.ItemName is not null => ApiType.ListOf(ApiType.Object),
        FieldKind.TextList => ApiType.ListOf(ApiType.Text),
        FieldKind.ChoiceList => ApiType.ListOf(ApiType.ChoiceOf(descriptor.Choices)),
        FieldKind.ReferenceList => ApiType.ListOf(ApiType.Uri),
        _ => JsonTypeOf(descriptor.Property.PropertyType),
    }) with
    {
        IsNullable = descriptor.IsNullable,
    };

    private static ApiType JsonTypeOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? ApiType.ListOf(ApiType.Object)
        : type == typeof(JsonElement) || type == typeof(JsonElement?) || typeof(System.Text.Json.Nodes.JsonNode).IsAssignableFrom(type) ? ApiType.Any
        : ApiType.Object;

    private static Action<Utf8JsonWriter, TOwner, RenderContext> WriterOf<TOwner>(FieldDescriptor descriptor)
        where TOwner : class
    {
        switch (descriptor.Kind)
        {
            case FieldKind.Text:
                var text = Getter<TOwner, string?>(descriptor.Property);
                return (writer, owner, _) => writer.WriteStringValue(text(owner));
            case FieldKind.Integer:
                var integer = Getter<TOwner, long?>(descriptor.Property);
                return (writer, owner, _) => writer.WriteInteger(integer(owner));
            case FieldKind.Boolean when !descriptor.IsNullable:
                var boolean = Getter<TOwner, bool>(descriptor.Property);
                return (writer, owner, _) => writer.WriteBooleanValue(boolean(owner));
            case FieldKind.Time:
                var time = Getter<TOwner, DateTimeOffset?>(descriptor.Property);
                return (writer, owner, _) => writer.WriteTime(time(owner));
            case FieldKind.Reference:
                var target = Getter<TOwner, Guid?>(descriptor.Property);
                return (writer, owner, context) => writer.WriteStringValue(context.Targets.Of(target(owner)));
            case FieldKind.TextList:
                var texts = Getter<TOwner, IReadOnlyList<string>?>(descriptor.Property);
                return (writer, owner, _) =>
                {
                    if (texts(owner) is { } list)
                        WriteTexts(writer, list, descriptor.Rules.ItemName);
                    else
                        writer.WriteNullValue();
                };
            case FieldKind.ReferenceList:
                var targets = Getter<TOwner, IReadOnlyList<Guid>?>(descriptor.Property);
                return (writer, owner, context) => writer.WriteTexts((targets(owner) ?? []).Select(id => context.Targets.Of(id)).OfType<string>());
            default:
                return (Action<Utf8JsonWriter, TOwner, RenderContext>)typeof(FieldWriters)
                    .GetMethod(nameof(SerializedWriter), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(typeof(TOwner), descriptor.Property.PropertyType)
                    .Invoke(null, [descriptor.Property])!;
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, IReadOnlyList<string> texts, string? itemName)
    {
        if (itemName is null)
        {
            writer.WriteTexts(texts);
            return;
        }

        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStartObject();
            writer.WriteString(itemName, text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Action<Utf8JsonWriter, TOwner, RenderContext> SerializedWriter<TOwner, TValue>(PropertyInfo property)
        where TOwner : class
    {
        var value = Getter<TOwner, TValue>(property);
        return (writer, owner, _) => JsonSerializer.Serialize(writer, value(owner), DocumentJson.Options);
    }

    public static Func<TOwner, TValue> Getter<TOwner, TValue>(PropertyInfo property)
    {
        var owner = Expression.Parameter(typeof(TOwner));
        Expression value = Expression.Property(property.DeclaringType!.IsAssignableFrom(typeof(TOwner)) ? owner : Expression.Convert(owner, property.DeclaringType), property);
        if (value.Type != typeof(TValue))
            value = Expression.Convert(value, typeof(TValue));
        return Expression.Lambda<Func<TOwner, TValue>>(value, owner).Compile();
    }
}
