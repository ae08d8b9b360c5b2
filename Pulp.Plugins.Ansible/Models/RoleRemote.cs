using Pulp.Remotes;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a Galaxy server to mirror roles from (API v1).
/// </summary>
public sealed record RoleRemote : Remote;
