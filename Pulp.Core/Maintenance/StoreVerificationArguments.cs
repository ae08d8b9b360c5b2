using Pulp.Domains;

namespace Pulp.Maintenance;

/// <summary>
/// Represents how thoroughly a store is checked.
/// </summary>
public sealed record StoreVerificationArguments
{
    /// <summary>Gets the domains whose repositories are checked.</summary>
    public IReadOnlyList<Guid> DomainIds { get; init; } = [Domain.DefaultId];

    /// <summary>Gets whether every file is read and its digest compared; otherwise only its presence and size are.</summary>
    public bool VerifyChecksums { get; init; } = true;
}
