using Pulp.Domains;

namespace Pulp.Maintenance;

/// <summary>
/// Represents what is repaired.
/// </summary>
public sealed record RepairArguments
{
    /// <summary>Gets the domain.</summary>
    public Guid DomainId { get; init; } = Domain.DefaultId;

    /// <summary>Gets the repository version whose files are repaired; null means all files of the domain.</summary>
    public Guid? VersionId { get; init; }

    /// <summary>Gets whether every file is read and its digest compared; otherwise only its presence and size are.</summary>
    public bool VerifyChecksums { get; init; } = true;
}
