using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a namespace as something that belongs to users: its owners may publish collections in it.
/// </summary>
/// <remarks>What the publisher says of itself is content: <see cref="AnsibleNamespaceMetadata"/>, one per repository.</remarks>
public sealed record AnsibleNamespace : NamedResource
{
    /// <summary>Gets the namespaces of roles that belong to the owners too, beside the one of the same name. They are given by API v1, which knows who may.</summary>
    [Field(ReadOnly = true)]
    public IReadOnlyList<string> RoleNamespaces { get; init; } = [];
}
