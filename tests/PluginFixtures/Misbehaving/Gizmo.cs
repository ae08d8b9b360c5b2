using Pulp.ContentTypes;

namespace Fixtures.Misbehaving;

public sealed record Gizmo : Content
{
    public required string Name { get; init; }
}
