namespace Pulp.ContentTypes;

/// <summary>
/// Describes a field in which REST shows the units of another type that a unit is about, found by their natural keys.
/// </summary>
/// <remarks>The unit itself holds values of the others (digests), not their identifiers, so that either may come first. What is not here is left out.</remarks>
public sealed record ContentLink
{
    internal ContentLink(string field, Type target, bool isList, Func<Content, IReadOnlyList<KeyHash>> keysOf)
    {
        Field = field;
        Filter = field;
        Target = target;
        IsList = isList;
        KeysOf = keysOf;
    }

    /// <summary>Gets the REST name.</summary>
    public string Field { get; }

    /// <summary>Gets the name of the filter by it.</summary>
    public string Filter { get; internal init; }

    /// <summary>Gets the CLR type of the other units.</summary>
    public Type Target { get; }

    /// <summary>Gets whether the field is a list; otherwise it is one address or null.</summary>
    public bool IsList { get; }

    /// <summary>Gets a function that gets the natural keys of the other units; at most one when the field is no list.</summary>
    public Func<Content, IReadOnlyList<KeyHash>> KeysOf { get; }

    /// <summary>Gets the field of the unit that holds the other's value; lists are filtered by it. Null when they are not.</summary>
    public string? By { get; internal init; }

    /// <summary>Gets a function that gets from the other unit the value by which it is linked; null when lists are not filtered by it.</summary>
    public Func<Content, string>? ValueOf { get; internal init; }
}
