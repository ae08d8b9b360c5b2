using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Asks to move collection versions from a repository's staging repository to it.
/// </summary>
internal sealed record CollectionApproval
{
    /// <summary>Gets the collection versions.</summary>
    [Field(References = ReferenceTarget.Content)]
    public required IReadOnlyList<Guid> CollectionVersions { get; init; }

    /// <summary>Gets the service that signs them; null for the repository's own.</summary>
    [Field(References = ReferenceTarget.SigningService)]
    public Guid? SigningService { get; init; }
}
