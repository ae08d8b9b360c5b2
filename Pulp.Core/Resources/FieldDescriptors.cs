using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pulp.Resources;

/// <summary>
/// Builds field descriptors from the properties of a type.
/// </summary>
public static class FieldDescriptors
{
    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly Lock Sync = new();

    /// <summary>Gets the fields of a type: its public properties that can be read and initialized, the base types' first.</summary>
    /// <param name="type">A resource or content type.</param>
    /// <param name="without">Names of properties that are left out.</param>
    /// <returns>The descriptors, in the order of declaration.</returns>
    public static IReadOnlyList<FieldDescriptor> Of(Type type, IReadOnlyCollection<string>? without = null) =>
    [
        .. Hierarchy(type)
            .SelectMany(level => level.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(property => property.CanRead
                && property.GetMethod!.GetParameters().Length == 0
                && property.Name != "EqualityContract"
                && property.GetCustomAttribute<JsonIgnoreAttribute>() is null
                && without?.Contains(property.Name) != true)
            .DistinctBy(property => property.Name)
            .Select(Describe),
    ];

    /// <summary>Gets the word that stands for a choice.</summary>
    internal static string NameOf<T>(T choice)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString());

    private static IEnumerable<Type> Hierarchy(Type type)
    {
        var levels = new Stack<Type>();
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
            levels.Push(level);
        return levels;
    }

    private static FieldDescriptor Describe(PropertyInfo property)
    {
        var rules = property.GetCustomAttribute<FieldAttribute>() ?? new FieldAttribute();
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var element = ListElement(type);
        var choice = element ?? type;
        return new FieldDescriptor(property, rules)
        {
            Name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
            Kind = KindOf(type, element, rules),
            IsRequired = property.GetCustomAttribute<RequiredMemberAttribute>() is not null,
            IsNullable = IsNullable(property),
            Choices = choice.IsEnum ? [.. Enum.GetNames(choice).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)] : [],
        };
    }

    private static FieldKind KindOf(Type type, Type? element, FieldAttribute rules) => type switch
    {
        _ when rules.References != ReferenceTarget.None && element is not null => FieldKind.ReferenceList,
        _ when rules.References != ReferenceTarget.None => FieldKind.Reference,
        _ when type == typeof(string) => FieldKind.Text,
        _ when type == typeof(byte[]) => FieldKind.File,
        _ when type == typeof(bool) => FieldKind.Boolean,
        _ when type == typeof(int) || type == typeof(long) => FieldKind.Integer,
        _ when type == typeof(double) => FieldKind.Number,
        _ when type == typeof(DateTimeOffset) => FieldKind.Time,
        _ when type.IsEnum => FieldKind.Choice,
        _ when element == typeof(string) => FieldKind.TextList,
        _ when element?.IsEnum == true => FieldKind.ChoiceList,
        _ => FieldKind.Json,
    };

    private static Type? ListElement(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static bool IsNullable(PropertyInfo property)
    {
        if (Nullable.GetUnderlyingType(property.PropertyType) is not null)
            return true;
        if (property.PropertyType.IsValueType)
            return false;

        // NullabilityInfoContext caches without locks.
        lock (Sync)
            return Nullability.Create(property).WriteState == NullabilityState.Nullable;
    }
}
