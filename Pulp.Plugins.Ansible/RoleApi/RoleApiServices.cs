using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Roles;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Holds what the endpoints of API v1 work with, beside what all work with.
/// </summary>
internal sealed record RoleApiServices(RoleNamespaces Namespaces, RoleArchives Archives, RoleImports Imports);
