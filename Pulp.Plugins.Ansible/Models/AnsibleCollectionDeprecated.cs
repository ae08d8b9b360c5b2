using Pulp.ContentTypes;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents that a collection is deprecated in the repositories that hold this unit.
/// </summary>
public sealed record AnsibleCollectionDeprecated : Content
{
    /// <summary>Gets the collection's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Gets the collection's name.</summary>
    public required string Name { get; init; }
}
