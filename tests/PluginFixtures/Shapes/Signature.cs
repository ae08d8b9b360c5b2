using Pulp.ContentTypes;

namespace Fixtures.Shapes;

public sealed record Signature : Content
{
    public required string Digest { get; init; }

    public required string SignedManifest { get; init; }
}
