using Pulp.ContentTypes;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents that a collection is deprecated in the repositories that hold this unit.
/// </summary>
public sealed record AnsibleCollectionDeprecated : Content
{
    /// <summary>Gets the collection's namespace.</summary>
    [Field(MinimumLength = 2, MaximumLength = 64)]
    public required string Namespace { get; init; }

    /// <summary>Gets the collection's name.</summary>
    [Field(MinimumLength = 2, MaximumLength = 64)]
    public required string Name { get; init; }
}
