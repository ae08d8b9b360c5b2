namespace Pulp.Repositories;

/// <summary>
/// Represents a change of a repository's content: start from a version, remove, then add.
/// </summary>
public sealed record RepositoryChange
{
    /// <summary>Gets the version whose content the change starts from: an older one of the same repository (rollback) or one of another of the same type (promotion); null means the latest.</summary>
    public Guid? BaseVersion { get; init; }

    /// <summary>Gets the units to add.</summary>
    public IReadOnlyCollection<Guid> Add { get; init; } = [];

    /// <summary>Gets the version the added units are copied from: what they need comes along as far as that version holds it, and what belongs to them there, such as signatures; null when they come from no version, and all that they need is added.</summary>
    public Guid? Source { get; init; }

    /// <summary>Gets the units to remove.</summary>
    public IReadOnlyCollection<Guid> Remove { get; init; } = [];

    /// <summary>Gets whether all units are removed before others are added.</summary>
    public bool RemoveAll { get; init; }

    /// <summary>Gets whether removing a unit also removes what nothing else in the version needs, and what belongs to it.</summary>
    /// <value>The default is <see langword="true"/>; it makes no difference for types without references.</value>
    public bool Recursive { get; init; } = true;

    /// <summary>Gets whether an added unit may replace another with the same repository key.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Overwrite { get; init; } = true;
}
