using Pulp.Remotes;
using Pulp.Resources;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a remote with one field of each kind.
/// </summary>
public record SampleRemote : Remote
{
    /// <summary>Gets words.</summary>
    [Field(Filterable = true)]
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets a number.</summary>
    [Field(Minimum = 0)]
    public int? Priority { get; init; }

    /// <summary>Gets a point in time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets a further secret.</summary>
    [Field(Secret = true)]
    public string? Token { get; init; }
}
