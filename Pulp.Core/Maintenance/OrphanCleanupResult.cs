namespace Pulp.Maintenance;

/// <summary>
/// Represents what an orphan cleanup deleted.
/// </summary>
/// <param name="Contents">How many units.</param>
/// <param name="Artifacts">How many artifacts.</param>
/// <param name="Bytes">The size of these artifacts.</param>
/// <param name="StrayFiles">How many files that had no record, left behind when a process ended in the middle of storing.</param>
public sealed record OrphanCleanupResult(long Contents, long Artifacts, long Bytes, long StrayFiles);
