using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pulp.Architecture.Tests.PublicApi;

/// <summary>Writes every public type of an assembly, and below it each public and protected member as one indented line, in a fixed order.</summary>
internal static class PublicApiPrinter
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private const string Indent = "    ";

    public static IEnumerable<string> Print(Assembly assembly) =>
        assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Print);

    /// <summary>Puts the type before each of its members, so that lines can be compared one by one.</summary>
    /// <param name="lines">What <see cref="Print(Assembly)"/> wrote.</param>
    /// <returns>As many lines.</returns>
    public static IEnumerable<string> Flatten(IEnumerable<string> lines)
    {
        var type = "";
        foreach (var line in lines)
        {
            if (!line.StartsWith(Indent, StringComparison.Ordinal))
                type = line;
            yield return line == type ? line : $"{type.Split(" : ")[0]} -> {line.Trim()}";
        }
    }

    private static IEnumerable<string> Print(Type type)
    {
        yield return Declaration(type, $"{type.Namespace}.{TypeNames.Of(type)}");
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield return Indent + Signature(type.GetMethod("Invoke")!);
            yield break;
        }

        foreach (var line in type.GetMembers(Declared).Select(member => Print(type, member)).OfType<string>().Order(StringComparer.Ordinal))
            yield return Indent + line;
    }

    private static string Declaration(Type type, string owner)
    {
        var isRecord = type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", Declared) is not null;
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => (type.GetCustomAttribute<IsReadOnlyAttribute>() is null ? "" : "readonly ") + (isRecord ? "record struct" : "struct"),
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (isRecord ? "record" : "class"),
        };
        var bases = new List<string>();
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object) && !typeof(Delegate).IsAssignableFrom(type))
            bases.Add(TypeNames.Of(parent));
        if (!type.IsEnum)
            bases.AddRange(OwnInterfaces(type).Select(TypeNames.Of).Order(StringComparer.Ordinal));
        return $"{kind} {owner}{(bases.Count > 0 ? " : " + string.Join(", ", bases) : "")}{TypeNames.Constraints(type.GetGenericArguments())}";
    }

    private static IEnumerable<Type> OwnInterfaces(Type type) => type.GetInterfaces()
        .Where(contract => contract.IsVisible)
        .Except(type.BaseType?.GetInterfaces() ?? [])
        .Where(contract => !(contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEquatable<>) && contract.GetGenericArguments()[0] == type));

    private static string? Print(Type type, MemberInfo member) => member switch
    {
        FieldInfo field when IsVisible(field) && !field.IsSpecialName => PrintField(type, field),
        PropertyInfo { Name: not "EqualityContract" } property when IsVisible(property.GetMethod) || IsVisible(property.SetMethod) => PrintProperty(property),
        EventInfo declared when IsVisible(declared.AddMethod) => $"event {TypeNames.Of(declared.EventHandlerType!)} {declared.Name}",
        ConstructorInfo constructor when IsVisible(constructor) && !IsGenerated(constructor) => Access(constructor) + $"new({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && !IsGenerated(method) && !IsAccessor(method) && !IsObjectsOwn(method) => Signature(method),
        _ => null,
    };

    private static string PrintField(Type type, FieldInfo field) => type.IsEnum
        ? $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}"
        : (field.IsFamily ? "protected " : "") + (field.IsLiteral ? "const " : field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "")
            + $"{TypeNames.Of(field)} {field.Name}" + (field.IsLiteral ? $" = {Value(field.GetRawConstantValue())}" : "");

    private static string PrintProperty(PropertyInfo property)
    {
        var accessor = IsVisible(property.GetMethod) ? property.GetMethod! : property.SetMethod!;
        var index = property.GetIndexParameters();
        var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        return Access(accessor) + Modifiers(accessor)
            + (property.GetCustomAttribute<RequiredMemberAttribute>() is null ? "" : "required ")
            + $"{TypeNames.Of(property)} {property.Name}"
            + (index.Length > 0 ? $"[{string.Join(", ", index.Select(Parameter))}]" : "")
            + $" {{{(IsVisible(property.GetMethod) ? " get;" : "")}{(IsVisible(property.SetMethod) ? isInit ? " init;" : " set;" : "")} }}";
    }

    private static string Signature(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeNames.Of))}>" : "";
        return Access(method) + Modifiers(method) + $"{TypeNames.Of(method.ReturnParameter)} {method.Name}{generic}({Parameters(method)})"
            + TypeNames.Constraints(method.IsGenericMethod ? method.GetGenericArguments() : []);
    }

    private static string Parameters(MethodBase method) =>
        (method.GetCustomAttribute<ExtensionAttribute>() is null ? "" : "this ") + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) =>
        (parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "")
        + (parameter.GetCustomAttribute<ParamArrayAttribute>() is null && parameter.GetCustomAttribute<ParamCollectionAttribute>() is null ? "" : "params ")
        + $"{TypeNames.Of(parameter)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue)}" : "");

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static string Access(MethodBase method) => method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "";

    private static string Modifiers(MethodInfo method) => method switch
    {
        _ when method.DeclaringType!.IsInterface && method.IsAbstract => method.IsStatic ? "static abstract " : "",
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        _ when method.IsVirtual && !method.IsFinal => method.GetBaseDefinition() == method ? "virtual " : "override ",
        _ when method.IsVirtual && method.GetBaseDefinition() != method => "sealed override ",
        _ => "",
    };

    private static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsVisible(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsGenerated(MethodBase method) => method.GetCustomAttribute<CompilerGeneratedAttribute>() is not null || method.Name.Contains('<');

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsObjectsOwn(MethodInfo method) => method.GetBaseDefinition().DeclaringType == typeof(object) || method.GetBaseDefinition().DeclaringType == typeof(ValueType);
}
