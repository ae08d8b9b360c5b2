using Pulp.Distributions;
using Pulp.Resources;

namespace Fixtures.Shapes;

public sealed record ShapeDistribution : Distribution
{
    [Field(References = ReferenceTarget.Custom)]
    public Guid? Namespace { get; init; }

    public bool Private { get; init; }
}
