namespace Pulp.Plugins.Ansible.Requirements;

/// <summary>
/// Represents that a role is asked for.
/// </summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Name">The name within it.</param>
/// <param name="Version">The only version to take; null means all.</param>
internal sealed record RoleRequirement(string Namespace, string Name, string? Version);
