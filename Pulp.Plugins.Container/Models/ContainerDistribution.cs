using Pulp.Distributions;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Serves images under <c>/v2/{base_path}/</c>. The base path is the repository's name for clients, and base paths may nest.
/// </summary>
public sealed record ContainerDistribution : Distribution
{
    /// <summary>Gets the namespace, the first part of the base path. It is made when it is not there.</summary>
    [Field(References = ReferenceTarget.Custom, ReadOnly = true, OnDelete = DeleteBehavior.Cascade, Filterable = true)]
    public Guid? Namespace { get; init; }

    /// <summary>Gets whether only those may pull who have the permission to; others may pull without a login.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Private { get; init; }

    /// <summary>Gets the pull-through distribution that made this one; who may pull from that may pull from this.</summary>
    [Field(Hidden = true, References = ReferenceTarget.Distribution)]
    public Guid? PullThroughDistribution { get; init; }

    /// <summary>Gets the description.</summary>
    public string? Description { get; init; }
}
