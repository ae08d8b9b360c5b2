namespace Pulp.ContentTypes;

/// <summary>
/// Describes a REST field of a content type that shows the addresses of units a unit refers to.
/// </summary>
public sealed class ContentReferenceField
{
    private readonly Func<Content, IReadOnlyList<ContentReference>> references;

    internal ContentReferenceField(string name, bool isList, Func<Content, IReadOnlyList<ContentReference>> references)
    {
        Name = name;
        IsList = isList;
        this.references = references;
    }

    /// <summary>Gets the REST name.</summary>
    public string Name { get; }

    /// <summary>Gets whether the field is a list; otherwise it is one address or null.</summary>
    public bool IsList { get; }

    /// <summary>Gets what a unit's field shows; units that are not here are left out.</summary>
    /// <param name="content">A unit of the type.</param>
    /// <returns>The references; at most one when the field is no list.</returns>
    public IReadOnlyList<ContentReference> Of(Content content) => references(content);
}
