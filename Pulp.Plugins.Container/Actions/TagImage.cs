using Pulp.Resources;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Asks to name a manifest of a repository.
/// </summary>
public sealed record TagImage
{
    /// <summary>Gets the tag.</summary>
    [Field(MinimumLength = 1, MaximumLength = 128)]
    public required string Tag { get; init; }

    /// <summary>Gets the digest of the manifest.</summary>
    [Field(MinimumLength = 1, MaximumLength = 128)]
    public required string Digest { get; init; }
}
