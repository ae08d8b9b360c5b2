namespace Pulp.Sync;

/// <summary>
/// Represents what a sync did not take for one reason.
/// </summary>
/// <param name="Count">How many.</param>
/// <param name="Examples">The names of the first few.</param>
public sealed record SkippedUnits(long Count, IReadOnlyList<string> Examples);
