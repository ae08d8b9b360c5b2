using Pulp.Publications;
using Pulp.Resources;

namespace Pulp.Plugins.File;

/// <summary>
/// Represents a version whose files are served, with a manifest of them.
/// </summary>
public sealed record FilePublication : Publication
{
    /// <summary>Gets the name of the manifest; null for none.</summary>
    [Field(MinimumLength = 1)]
    public string? Manifest { get; init; } = FileRepository.DefaultManifest;
}
