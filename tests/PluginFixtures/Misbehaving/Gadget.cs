using Pulp.ContentTypes;

namespace Fixtures.Misbehaving;

public sealed record Gadget : Content
{
    public required string Name { get; init; }
}
