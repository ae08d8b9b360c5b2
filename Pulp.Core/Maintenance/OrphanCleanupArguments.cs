using Pulp.Domains;

namespace Pulp.Maintenance;

/// <summary>
/// Represents what an orphan cleanup may delete.
/// </summary>
public sealed record OrphanCleanupArguments
{
    /// <summary>Gets the domain.</summary>
    public Guid DomainId { get; init; } = Domain.DefaultId;

    /// <summary>Gets the units that are considered; null means all.</summary>
    public IReadOnlyList<Guid>? ContentIds { get; init; }

    /// <summary>Gets how long things must have been of no interest; null means <see cref="PulpOptions.OrphanProtectionTime"/>.</summary>
    public TimeSpan? ProtectionTime { get; init; }
}
