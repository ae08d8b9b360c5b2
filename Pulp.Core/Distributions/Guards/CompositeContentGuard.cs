using Pulp.Resources;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Represents a guard that lets in whom one of several guards lets in.
/// </summary>
public sealed record CompositeContentGuard : ContentGuard
{
    /// <summary>Gets the guards.</summary>
    /// <value>The default is none: everyone is let in.</value>
    [Field(References = ReferenceTarget.ContentGuard, OnDelete = DeleteBehavior.Restrict)]
    public IReadOnlyList<Guid> Guards { get; init; } = [];
}
