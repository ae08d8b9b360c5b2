using System.Reflection;

namespace Pulp.Architecture.Tests.PublicApi;

/// <summary>Writes types as C# does, without their namespaces, with the nullability of references where a member tells it.</summary>
internal static class TypeNames
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte",
        [typeof(char)] = "char", [typeof(short)] = "short", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    public static string Of(Type type) => Name(type, null);

    public static string Of(PropertyInfo property) => Name(property.PropertyType, Nullability.Create(property));

    public static string Of(FieldInfo field) => Name(field.FieldType, Nullability.Create(field));

    public static string Of(ParameterInfo parameter) => Name(parameter.ParameterType, Nullability.Create(parameter));

    public static string Constraints(IReadOnlyList<Type> arguments) => string.Concat(arguments
        .Where(argument => argument.IsGenericParameter)
        .Select(argument => (argument.Name, Rules: Rules(argument)))
        .Where(pair => pair.Rules.Count > 0)
        .Select(pair => $" where {pair.Name} : {string.Join(", ", pair.Rules)}"));

    private static List<string> Rules(Type parameter)
    {
        var flags = parameter.GenericParameterAttributes;
        var rules = new List<string>();
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            rules.Add("class");
        if (flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            rules.Add("struct");
        rules.AddRange(parameter.GetGenericParameterConstraints().Where(constraint => constraint != typeof(ValueType)).Select(Of));
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            rules.Add("new()");
        return rules;
    }

    private static string Name(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!, nullability);
        var isNullable = nullability is { ReadState: NullabilityState.Nullable } or { WriteState: NullabilityState.Nullable };
        var mark = isNullable && !type.IsValueType ? "?" : "";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying, nullability?.GenericTypeArguments.FirstOrDefault()) + "?";
        if (type.IsArray)
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        if (type.IsPointer)
            return Name(type.GetElementType()!, null) + "*";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword + mark;
        if (type.IsGenericParameter)
            return type.Name + mark;
        return Qualified(type, nullability) + mark;
    }

    private static string Qualified(Type type, NullabilityInfo? nullability)
    {
        var outer = type.IsNested ? Of(type.DeclaringType!) + "." : "";
        var arguments = type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0).ToList();
        var name = outer + type.Name.Split('`')[0];
        return arguments.Count == 0
            ? name
            : $"{name}<{string.Join(", ", arguments.Select((argument, i) => Name(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i))))}>";
    }
}
