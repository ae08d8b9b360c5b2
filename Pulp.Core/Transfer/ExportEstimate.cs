namespace Pulp.Transfer;

/// <summary>
/// Represents how much an export would write.
/// </summary>
/// <param name="Units">How many units the versions hold.</param>
/// <param name="Carried">How many of them would be in the bundle with their files.</param>
/// <param name="Artifacts">How many files of content would be in it.</param>
/// <param name="ArtifactBytes">The sum of their sizes, by far the most of a bundle.</param>
public sealed record ExportEstimate(long Units, long Carried, long Artifacts, long ArtifactBytes);
