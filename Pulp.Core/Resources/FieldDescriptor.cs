using System.Reflection;

namespace Pulp.Resources;

/// <summary>
/// Describes one field of a resource or content type, as REST reads and writes it. Built once per type from its properties.
/// </summary>
public sealed class FieldDescriptor
{
    internal FieldDescriptor(PropertyInfo property, FieldAttribute rules)
    {
        Property = property;
        Rules = rules;
    }

    /// <summary>Gets the REST name, for example <c>retain_repo_versions</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the property.</summary>
    public PropertyInfo Property { get; }

    /// <summary>Gets the rules the property states.</summary>
    public FieldAttribute Rules { get; }

    /// <summary>Gets what values the field takes.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>Gets whether the field must be given on create.</summary>
    public required bool IsRequired { get; init; }

    /// <summary>Gets whether the field may be null.</summary>
    public required bool IsNullable { get; init; }

    /// <summary>Gets the words allowed, for choices; empty otherwise.</summary>
    public required IReadOnlyList<string> Choices { get; init; }

    /// <summary>Gets the value of the field.</summary>
    /// <param name="owner">A resource or content unit of the type.</param>
    /// <returns>The value.</returns>
    public object? GetValue(object owner) => Property.GetValue(owner);

    /// <summary>Gets the same field with fewer words allowed.</summary>
    internal FieldDescriptor WithChoices(IReadOnlyList<string> choices) =>
        new(Property, Rules) { Name = Name, Kind = Kind, IsRequired = IsRequired, IsNullable = IsNullable, Choices = choices };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
