namespace Pulp.Access;

/// <summary>
/// Represents the objects of one type on which a permission is given.
/// </summary>
/// <param name="Ids">The objects' identifiers as in their PRNs; null means all objects.</param>
public sealed record ObjectScope(IReadOnlySet<string>? Ids)
{
    /// <summary>Gets the scope of all objects.</summary>
    public static ObjectScope All { get; } = new(Ids: null);

    /// <summary>Gets the scope of no object.</summary>
    public static ObjectScope None { get; } = new(new HashSet<string>(StringComparer.Ordinal));

    /// <summary>Gets whether the permission is given on all objects.</summary>
    public bool IsAll => Ids is null;

    /// <summary>Gets whether an object is in the scope.</summary>
    /// <param name="id">The object's identifier as in its PRN.</param>
    /// <returns>Whether it is.</returns>
    public bool Includes(string id) => Ids is null || Ids.Contains(id);
}
