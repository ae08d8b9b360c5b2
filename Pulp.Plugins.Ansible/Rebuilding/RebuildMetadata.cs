namespace Pulp.Plugins.Ansible.Rebuilding;

/// <summary>
/// Represents what a rebuild is asked for.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Request">Which of its collections are meant.</param>
/// <param name="VersionId">The version of the repository that is looked at; null for the latest.</param>
internal sealed record RebuildMetadata(Guid RepositoryId, AnsibleRepositoryRebuild Request, Guid? VersionId = null);
