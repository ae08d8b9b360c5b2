namespace Pulp.Plugins;

/// <summary>
/// Holds the settings of loading plugins from a folder.
/// </summary>
/// <remarks>
/// A plugin runs with all rights of the host: what lies in the folder is trusted like the host's own files. The loader helps by refusing
/// a folder or file that is a link or that everyone on the machine may write; it cannot tell who put the files there.
/// </remarks>
public sealed class PluginLoadOptions
{
    /// <summary>Gets or sets how long loading and configuring one plugin may take before it is refused and left behind.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets whether files and folders that everyone on the machine may write are taken.</summary>
    /// <value>The default is <see langword="false"/>. Needed on file systems that know no permissions, such as a shared Windows folder.</value>
    public bool AllowWritableByEveryone { get; set; }

    /// <summary>Gets the plugins that may be loaded, by the SHA-256 digests of their <c>pulp-plugin.json</c> in hexadecimal digits; empty lets every plugin load.</summary>
    /// <remarks>A manifest names every file of its plugin with its digest, so its own digest stands for all of them. A plugin whose manifest names no files is not loaded when this has entries.</remarks>
    public ISet<string> TrustedManifests { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}
