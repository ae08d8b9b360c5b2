namespace Pulp.Transfer;

/// <summary>
/// Represents one repository of an export.
/// </summary>
/// <param name="Name">The repository's name.</param>
/// <param name="Version">The number of the exported version.</param>
/// <param name="Units">How many units the version holds.</param>
/// <param name="Carried">How many of them are in the bundle with their files; the others are in the version it builds upon.</param>
/// <param name="SetHash">The hash of what the version holds, which says the same in every Pulp.</param>
public sealed record ExportedRepository(string Name, long Version, long Units, long Carried, string SetHash);
