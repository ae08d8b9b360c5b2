using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Asks to sign collection versions of a repository.
/// </summary>
internal sealed record AnsibleRepositorySignature
{
    /// <summary>Gets the collection versions; null for all.</summary>
    [Field(References = ReferenceTarget.Content, AllowsAll = true)]
    public required IReadOnlyList<Guid>? ContentUnits { get; init; }

    /// <summary>Gets the service that signs.</summary>
    [Field(References = ReferenceTarget.SigningService)]
    public required Guid SigningService { get; init; }
}
