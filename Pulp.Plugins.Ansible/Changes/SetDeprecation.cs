namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Represents that a repository is to call a collection deprecated, or not any more.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Namespace">The collection's namespace.</param>
/// <param name="Name">The collection's name.</param>
/// <param name="IsDeprecated">Whether it is deprecated.</param>
internal sealed record SetDeprecation(Guid RepositoryId, string Namespace, string Name, bool IsDeprecated);
