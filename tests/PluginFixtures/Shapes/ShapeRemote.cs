using Pulp.Remotes;

namespace Fixtures.Shapes;

public sealed record ShapeRemote : Remote
{
    public IReadOnlyList<string>? IncludeTags { get; init; }
}
