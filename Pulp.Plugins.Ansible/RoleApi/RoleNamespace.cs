using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Represents a namespace of roles.
/// </summary>
/// <param name="Name">The name, which identifies it as well.</param>
/// <param name="Provider">The namespace whose owners it belongs to; null when it belongs to nobody.</param>
internal sealed record RoleNamespace(string Name, AnsibleNamespace? Provider);
