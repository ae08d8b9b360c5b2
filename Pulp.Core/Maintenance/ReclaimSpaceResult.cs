namespace Pulp.Maintenance;

/// <summary>
/// Represents what was given up to gain room.
/// </summary>
/// <param name="Files">How many files of units became promises again.</param>
/// <param name="Artifacts">How many artifacts went.</param>
/// <param name="Bytes">The size of these artifacts.</param>
public sealed record ReclaimSpaceResult(long Files, long Artifacts, long Bytes);
