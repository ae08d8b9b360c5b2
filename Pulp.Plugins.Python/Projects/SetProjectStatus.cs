namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Represents a change of what a repository says of a project.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Name">The project's normalized name.</param>
/// <param name="Status">The status.</param>
/// <param name="Reason">Why, or empty.</param>
public sealed record SetProjectStatus(Guid RepositoryId, string Name, string Status, string Reason);
