namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Represents that nothing is to be said of a namespace in a repository any more.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Name">The namespace.</param>
internal sealed record RemoveNamespace(Guid RepositoryId, string Name);
