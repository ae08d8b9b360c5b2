using Pulp.Distributions;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Serves collections and roles by the Galaxy API under <c>/pulp_ansible/galaxy/{base_path}/</c>.
/// </summary>
public sealed record AnsibleDistribution : Distribution;
