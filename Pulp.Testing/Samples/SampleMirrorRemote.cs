using Pulp.Remotes;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a second type of remote, which shares names with the first.
/// </summary>
public sealed record SampleMirrorRemote : Remote
{
    /// <summary>Gets the country of the mirror.</summary>
    public string? Country { get; init; }
}
