namespace Pulp.Plugins.Ansible.Rebuilding;

/// <summary>
/// Represents what a rebuild is asked for.
/// </summary>
/// <param name="RepositoryId">The repository, whose latest version is looked at.</param>
/// <param name="Request">Which of its collections are meant.</param>
internal sealed record RebuildMetadata(Guid RepositoryId, RebuildRequest Request);
