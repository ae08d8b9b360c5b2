using Pulp.Resources;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Asks to remove a manifest from a repository, with its tags and what only it needs.
/// </summary>
public sealed record RemoveImage
{
    /// <summary>Gets the digest of the manifest.</summary>
    [Field(MinimumLength = 1, MaximumLength = 128)]
    public required string Digest { get; init; }
}
