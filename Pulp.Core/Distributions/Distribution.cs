using Pulp.Resources;

namespace Pulp.Distributions;

/// <summary>
/// Represents what is served under a base path: the latest version of a repository, one version, or one publication.
/// </summary>
public abstract record Distribution : NamedResource
{
    /// <summary>Gets the base path, without leading or trailing slash.</summary>
    [Field(MinimumLength = 1, MaximumLength = 4096)]
    public required string BasePath { get; init; }

    /// <summary>Gets who may read; null means everyone, unless a setting asks for a login.</summary>
    [Field(References = ReferenceTarget.ContentGuard)]
    public Guid? ContentGuard { get; init; }

    /// <summary>Gets whether the distribution is left out of index pages; it is served all the same.</summary>
    public bool Hidden { get; init; }

    /// <summary>Gets the repository whose latest version (or newest publication) is served.</summary>
    [Field(References = ReferenceTarget.Repository, Filterable = true)]
    public Guid? Repository { get; init; }

    /// <summary>Gets the version that is served.</summary>
    [Field(References = ReferenceTarget.RepositoryVersion, OnDelete = DeleteBehavior.Restrict)]
    public Guid? RepositoryVersion { get; init; }

    /// <summary>Gets the publication that is served.</summary>
    [Field(References = ReferenceTarget.Publication)]
    public Guid? Publication { get; init; }

    /// <summary>Gets the remote that is asked for what is not here.</summary>
    [Field(References = ReferenceTarget.Remote)]
    public Guid? Remote { get; init; }

    /// <summary>Gets whether checkpoint publications are served by their time.</summary>
    public bool Checkpoint { get; init; }
}
