using Pulp.ContentTypes;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a remark on a name: content without files, of which a version holds one per name.
/// </summary>
public sealed record SampleMark : Content
{
    /// <summary>Gets the name that is remarked on.</summary>
    public required string Target { get; init; }

    /// <summary>Gets the remark.</summary>
    public required string Text { get; init; }
}
