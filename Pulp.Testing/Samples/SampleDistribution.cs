using Pulp.Distributions;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a distribution of a <see cref="SampleRepository"/>.
/// </summary>
public sealed record SampleDistribution : Distribution;
