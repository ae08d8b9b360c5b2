namespace Pulp.Plugins;

/// <summary>
/// Tells what became of one plugin when the host started.
/// </summary>
public sealed record PluginStatus
{
    /// <summary>Gets the label, or the folder's name when the plugin could not state one.</summary>
    public required string Label { get; init; }

    /// <summary>Gets the version, or null when the plugin could not state one.</summary>
    public string? Version { get; init; }

    /// <summary>Gets what became of it.</summary>
    public required PluginState State { get; init; }

    /// <summary>Gets why it does not run as it should, in one line that names no path of the machine; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the folder it was loaded from, or null for a plugin the application references. For operators: not to be shown to clients.</summary>
    public string? Folder { get; init; }

    /// <summary>Gets the SHA-256 of its <c>pulp-plugin.json</c>, as <see cref="PluginLoadOptions.TrustedManifests"/> takes it; null where that could not be read.</summary>
    public string? ManifestDigest { get; init; }

    /// <summary>Gets the time that checking, loading and configuring took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets how many content units are in the database that only this plugin can read, and that nothing reads now; see <see cref="UnloadedPlugins"/>.</summary>
    public long KeptUnits { get; init; }

    /// <summary>Gets how many repositories, remotes and other resources are in the database that only this plugin can read, and that nothing reads now.</summary>
    public long KeptResources { get; init; }
}
