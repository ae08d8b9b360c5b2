namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Represents which push repository a task turns into an ordinary one.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
internal sealed record MigratePushRepository(Guid RepositoryId);
