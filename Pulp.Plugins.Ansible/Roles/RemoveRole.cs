namespace Pulp.Plugins.Ansible.Roles;

/// <summary>
/// Represents the removal of a role from a repository's latest version.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Units">The role's versions.</param>
internal sealed record RemoveRole(Guid RepositoryId, IReadOnlyList<Guid> Units);
