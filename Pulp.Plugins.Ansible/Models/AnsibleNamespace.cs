using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a namespace as something that belongs to users: its owners may publish collections in it.
/// </summary>
/// <remarks>What the publisher says of itself is content: <see cref="AnsibleNamespaceMetadata"/>, one per repository.</remarks>
public sealed record AnsibleNamespace : NamedResource;
