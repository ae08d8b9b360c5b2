using Pulp.Distributions;

namespace Acme.Things;

/// <summary>
/// Represents where widgets are served.
/// </summary>
public sealed record WidgetDistribution : Distribution;
