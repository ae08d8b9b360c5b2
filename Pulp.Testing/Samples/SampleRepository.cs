using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a repository of <see cref="SampleFile"/> and <see cref="SampleMark"/>.
/// </summary>
public sealed record SampleRepository : Repository
{
    /// <summary>Gets further remotes.</summary>
    [Field(References = ReferenceTarget.Remote)]
    public IReadOnlyList<Guid> Mirrors { get; init; } = [];
}
