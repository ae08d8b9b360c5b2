using Pulp.Domains;

namespace Pulp.Maintenance;

/// <summary>
/// Represents whose files are given up.
/// </summary>
public sealed record ReclaimSpaceArguments
{
    /// <summary>Gets the domain.</summary>
    public Guid DomainId { get; init; } = Domain.DefaultId;

    /// <summary>Gets the repositories; null means all of the domain.</summary>
    public IReadOnlyList<Guid>? RepositoryIds { get; init; }

    /// <summary>Gets the repository versions whose files are kept.</summary>
    public IReadOnlyList<Guid> KeepVersionIds { get; init; } = [];
}
