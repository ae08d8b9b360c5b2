namespace Pulp.Plugins.Ansible.Roles;

/// <summary>
/// Represents the import of a role from a git repository.
/// </summary>
/// <param name="RepositoryId">The repository that takes it.</param>
/// <param name="Url">The git repository.</param>
/// <param name="User">Whose role it becomes.</param>
/// <param name="Reference">The branch, tag or commit; null for all tags.</param>
/// <param name="Name">What the role is called; null for what it calls itself.</param>
internal sealed record ImportRole(Guid RepositoryId, string Url, string User, string? Reference, string? Name);
