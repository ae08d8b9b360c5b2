using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Asks to put a word on collection versions of a repository, or to take it away.
/// </summary>
internal sealed record AnsibleRepositoryMark
{
    /// <summary>Gets the collection versions; null for all.</summary>
    [Field(References = ReferenceTarget.Content, AllowsAll = true)]
    public required IReadOnlyList<Guid>? ContentUnits { get; init; }

    /// <summary>Gets the word.</summary>
    [Field(MinimumLength = 1, MaximumLength = 100)]
    public required string Value { get; init; }
}
