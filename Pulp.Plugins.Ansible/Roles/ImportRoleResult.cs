namespace Pulp.Plugins.Ansible.Roles;

/// <summary>
/// Represents what an import could not make versions of.
/// </summary>
/// <param name="LeftOut">Why, by the tag.</param>
internal sealed record ImportRoleResult(IReadOnlyDictionary<string, string> LeftOut);
