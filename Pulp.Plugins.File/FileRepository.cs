using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Plugins.File;

/// <summary>
/// Represents a repository of files.
/// </summary>
public sealed record FileRepository : Repository
{
    /// <summary>The usual name of a manifest.</summary>
    public const string DefaultManifest = "PULP_MANIFEST";

    /// <summary>Gets whether each new version is published.</summary>
    public bool Autopublish { get; init; }

    /// <summary>Gets the name of the manifest that is published then; null for none.</summary>
    [Field(MinimumLength = 1)]
    public string? Manifest { get; init; } = DefaultManifest;
}
