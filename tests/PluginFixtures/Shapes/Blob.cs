using Pulp.ContentTypes;

namespace Fixtures.Shapes;

public sealed record Blob : Content
{
    public required string Digest { get; init; }

    public long Size { get; init; }
}
