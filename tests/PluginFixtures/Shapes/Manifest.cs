using Pulp.ContentTypes;

namespace Fixtures.Shapes;

public sealed record Manifest : Content
{
    public required string Digest { get; init; }

    public required IReadOnlyList<string> Blobs { get; init; }

    public IReadOnlyList<string> Children { get; init; } = [];
}
