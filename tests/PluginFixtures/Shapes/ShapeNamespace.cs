using Pulp.Resources;

namespace Fixtures.Shapes;

public sealed record ShapeNamespace : Resource
{
    [Field(MinimumLength = 1, MaximumLength = 64, Filterable = true)]
    public required string Name { get; init; }

    public string? Company { get; init; }

    [Field(References = ReferenceTarget.Repository, OnDelete = DeleteBehavior.Cascade)]
    public Guid? Home { get; init; }

    public override string? GetKey() => Name;
}
