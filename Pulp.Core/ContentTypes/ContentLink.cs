namespace Pulp.ContentTypes;

/// <summary>
/// Describes a field in which REST shows the unit of another type that a unit is about, found by its natural key.
/// </summary>
/// <remarks>The unit itself holds a value of the other (a digest), not its identifier, so that either may come first.</remarks>
public sealed record ContentLink
{
    internal ContentLink(string field, Type target, Func<Content, KeyHash> keyOf, string by, Func<Content, string> valueOf)
    {
        Field = field;
        Target = target;
        KeyOf = keyOf;
        By = by;
        ValueOf = valueOf;
    }

    /// <summary>Gets the REST name.</summary>
    public string Field { get; }

    /// <summary>Gets the CLR type of the other unit.</summary>
    public Type Target { get; }

    /// <summary>Gets a function that gets the natural key of the other unit.</summary>
    public Func<Content, KeyHash> KeyOf { get; }

    /// <summary>Gets the field of the unit that holds the other's value; lists are filtered by it.</summary>
    public string By { get; }

    /// <summary>Gets a function that gets from the other unit the value by which it is linked.</summary>
    public Func<Content, string> ValueOf { get; }
}
