using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Asks to copy or move collection versions to other repositories.
/// </summary>
internal sealed record CollectionVersionCopyMove
{
    /// <summary>Gets the collection versions.</summary>
    [Field(References = ReferenceTarget.Content)]
    public required IReadOnlyList<Guid> CollectionVersions { get; init; }

    /// <summary>Gets the repositories they go to.</summary>
    [Field(References = ReferenceTarget.Repository)]
    public required IReadOnlyList<Guid> DestinationRepositories { get; init; }

    /// <summary>Gets the service that signs them on the way; null for none.</summary>
    [Field(References = ReferenceTarget.SigningService)]
    public Guid? SigningService { get; init; }
}
