using Pulp.Resources;

namespace Pulp.Distributions;

/// <summary>
/// Represents a rule that decides who may read through the distributions it is attached to.
/// </summary>
public abstract record ContentGuard : NamedResource
{
    /// <summary>Gets the description.</summary>
    public string? Description { get; init; }
}
