namespace Pulp.Transfer;

/// <summary>
/// Represents what an import did.
/// </summary>
/// <param name="Repositories">The repositories that have the bundle's content now.</param>
/// <param name="Skipped">The names of repositories of the bundle that have no counterpart here.</param>
/// <param name="Artifacts">How many files of content were stored that were not here.</param>
public sealed record ImportResult(IReadOnlyList<ImportedRepository> Repositories, IReadOnlyList<string> Skipped, long Artifacts);
