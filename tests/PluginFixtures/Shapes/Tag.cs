using Pulp.ContentTypes;

namespace Fixtures.Shapes;

public sealed record Tag : Content
{
    public required string Name { get; init; }

    public required string Manifest { get; init; }
}
