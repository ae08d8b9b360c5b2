using Pulp.Remotes;

namespace Acme.Things;

/// <summary>
/// Represents an upstream folder. <see cref="Remote.Url"/> is its address; how it is reached (credentials, proxy, limits) every remote knows.
/// </summary>
public sealed record WidgetRemote : Remote
{
    /// <summary>Gets the ends of the paths that are taken, for example <c>.iso</c>; empty takes all.</summary>
    // A property is a REST field: its type, whether it is required or may be null, and [Field(...)] say what is accepted.
    public IReadOnlyList<string> Endings { get; init; } = [];
}
