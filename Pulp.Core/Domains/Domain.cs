namespace Pulp.Domains;

/// <summary>
/// Represents a tenant boundary: names are unique inside it and nothing refers across it.
/// </summary>
/// <remarks>The domain <c>default</c> always exists and cannot be changed or deleted.</remarks>
public sealed record Domain
{
    /// <summary>Gets the identifier of the domain <c>default</c>, the same in every installation.</summary>
    public static Guid DefaultId { get; } = new("00000000-0000-7000-8000-000000000001");

    /// <summary>Gets the identifier.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the name: letters, digits, hyphen and underscore, at most 50.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the description, if any.</summary>
    public string? Description { get; init; }

    /// <summary>Gets when the domain was created (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when the domain was last changed (UTC).</summary>
    public DateTimeOffset LastUpdated { get; init; }
}
