using Pulp.ContentTypes;

namespace Fixtures.Good;

public sealed record Widget : Content
{
    public required string Name { get; init; }
}
