namespace Pulp.Maintenance;

/// <summary>
/// Represents what a repair found and mended.
/// </summary>
/// <param name="Missing">How many artifacts had lost their bytes.</param>
/// <param name="Corrupted">How many had wrong or unreadable bytes.</param>
/// <param name="Repaired">How many of both were fetched again.</param>
public sealed record RepairResult(long Missing, long Corrupted, long Repaired);
