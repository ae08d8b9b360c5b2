namespace Pulp.Repositories;

/// <summary>
/// Represents the wish to change the content of a repository.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Change">What to start from, remove and add.</param>
public sealed record ModifyRepository(Guid RepositoryId, RepositoryChange Change);
