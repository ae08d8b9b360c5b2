using Pulp.Resources;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Asks to remove a tag from a repository; its manifest stays.
/// </summary>
public sealed record UnTagImage
{
    /// <summary>Gets the tag.</summary>
    [Field(MinimumLength = 1, MaximumLength = 128)]
    public required string Tag { get; init; }
}
