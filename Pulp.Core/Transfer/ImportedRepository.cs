namespace Pulp.Transfer;

/// <summary>
/// Represents what an import made of one repository of a bundle.
/// </summary>
/// <param name="Source">Its name in the bundle.</param>
/// <param name="Name">The name of the repository here.</param>
/// <param name="RepositoryId">The repository here.</param>
/// <param name="VersionId">The new version; null when the latest holds all of it already.</param>
/// <param name="Version">The number of the latest version afterwards.</param>
/// <param name="Units">How many units the bundle has for it.</param>
/// <param name="Added">How many of them the repository did not hold.</param>
/// <param name="Removed">How many units it held that the bundle has not.</param>
/// <param name="SetHash">The hash of what the bundle has for it, the same as that of the export.</param>
public sealed record ImportedRepository(
    string Source, string Name, Guid RepositoryId, Guid? VersionId, long Version, long Units, long Added, long Removed, string SetHash);
