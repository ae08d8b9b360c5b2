using Pulp.Distributions;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Serves a whole registry under a prefix: the first pull of <c>{base_path}/{name}</c> makes a repository, a remote and a distribution for that name.
/// </summary>
public sealed record ContainerPullThroughDistribution : Distribution
{
    /// <summary>Gets the distributions that were made below it.</summary>
    [Field(References = ReferenceTarget.Distribution, ReadOnly = true, ReferredBy = "pull_through_distribution")]
    public IReadOnlyList<Guid> Distributions { get; init; } = [];

    /// <summary>Gets the namespace, the first part of the base path. It is made when it is not there.</summary>
    [Field(References = ReferenceTarget.Custom, ReadOnly = true, OnDelete = DeleteBehavior.Cascade, Filterable = true)]
    public Guid? Namespace { get; init; }

    /// <summary>Gets whether only those may pull who have the permission to; others may pull what is here without a login.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Private { get; init; }

    /// <summary>Gets the description.</summary>
    public string? Description { get; init; }
}
