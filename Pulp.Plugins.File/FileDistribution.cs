using Pulp.Distributions;

namespace Pulp.Plugins.File;

/// <summary>
/// Represents where published files are served.
/// </summary>
public sealed record FileDistribution : Distribution;
