namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Represents the yanking of files, or taking it back.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Filenames">The files.</param>
/// <param name="Reason">Why; null takes the yanks back.</param>
public sealed record ChangeYanks(Guid RepositoryId, IReadOnlyList<string> Filenames, string? Reason);
