using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Asks to move collection versions from a repository's staging repository to its repository for rejected ones.
/// </summary>
internal sealed record CollectionRejection
{
    /// <summary>Gets the collection versions.</summary>
    [Field(References = ReferenceTarget.Content)]
    public required IReadOnlyList<Guid> CollectionVersions { get; init; }
}
