namespace Pulp.Plugins.Ansible.Publishing;

/// <summary>
/// Represents what an import is asked for.
/// </summary>
/// <param name="RepositoryId">The repository that the collection is published in.</param>
/// <param name="ArtifactId">The stored file.</param>
/// <param name="FileName">The name under which it was sent.</param>
internal sealed record ImportCollection(Guid RepositoryId, Guid ArtifactId, string FileName);
