namespace Pulp.Maintenance;

/// <summary>
/// Represents one thing a check of the store found.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Subject">What it concerns: a digest, or a repository and version.</param>
/// <param name="Detail">What was found, and what was expected.</param>
public sealed record StoreFinding(StoreFindingKind Kind, string Subject, string Detail);
