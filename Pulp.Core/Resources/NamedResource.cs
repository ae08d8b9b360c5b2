namespace Pulp.Resources;

/// <summary>
/// Represents a resource that has a name, unique per kind and domain.
/// </summary>
public abstract record NamedResource : Resource
{
    /// <summary>Gets the name, unique among the resources of the same kind in the domain.</summary>
    [Field(MinimumLength = 1, MaximumLength = 255)]
    public required string Name { get; init; }

    /// <inheritdoc/>
    public override string? GetKey() => Name;
}
