namespace Pulp.Plugins.File;

/// <summary>
/// Represents what a sync may be asked for besides remote and mirror.
/// </summary>
public sealed record FileSyncOptions
{
    /// <summary>Gets whether nothing is read but the manifest when it is that of the last sync and nothing changed here.</summary>
    public bool Optimize { get; init; } = true;
}
