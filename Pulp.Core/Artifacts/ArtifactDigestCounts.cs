using Pulp.Digests;

namespace Pulp.Artifacts;

/// <summary>
/// Represents which digests the stored artifacts have, against those that are wanted.
/// </summary>
/// <param name="Artifacts">How many artifacts there are.</param>
/// <param name="Deviating">How many lack a wanted digest or have one that is not wanted.</param>
/// <param name="Having">How many have a digest, by algorithm.</param>
public sealed record ArtifactDigestCounts(long Artifacts, long Deviating, IReadOnlyDictionary<DigestAlgorithm, long> Having);
