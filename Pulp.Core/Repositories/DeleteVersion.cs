namespace Pulp.Repositories;

/// <summary>
/// Represents the wish to delete a repository version.
/// </summary>
/// <param name="VersionId">The version.</param>
public sealed record DeleteVersion(Guid VersionId);
