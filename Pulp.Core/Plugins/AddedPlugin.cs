namespace Pulp.Plugins;

/// <summary>
/// Tells what was put into a folder of plugins.
/// </summary>
public sealed record AddedPlugin
{
    /// <summary>Gets the label.</summary>
    public required string Label { get; init; }

    /// <summary>Gets the version.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the version that was replaced, or null.</summary>
    public string? Replaced { get; init; }

    /// <summary>Gets the folder it lies in.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the SHA-256 of its <c>pulp-plugin.json</c>, as <see cref="PluginLoadOptions.TrustedManifests"/> takes it.</summary>
    public required string ManifestDigest { get; init; }
}
