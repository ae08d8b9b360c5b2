using Pulp.ContentTypes;

namespace Fixtures.Duplicate;

public sealed record Widget : Content
{
    public required string Name { get; init; }
}
