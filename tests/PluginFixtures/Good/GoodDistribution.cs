using Pulp.Distributions;

namespace Fixtures.Good;

public sealed record GoodDistribution : Distribution;
