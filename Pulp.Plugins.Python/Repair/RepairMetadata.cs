namespace Pulp.Plugins.Python.Repair;

/// <summary>
/// Represents a request to repair the metadata of a repository's packages.
/// </summary>
/// <param name="RepositoryId">The repository, whose latest version is looked at.</param>
public sealed record RepairMetadata(Guid RepositoryId);
