namespace Pulp.Testing.Plugins;

/// <summary>
/// Tells how the plugin under test comes into the host.
/// </summary>
public enum PluginLoading
{
    /// <summary>The test project references the plugin: <c>AddPlugin</c>.</summary>
    Referenced,

    /// <summary>The host loads the plugin from its folder, in a load context of its own: <c>AddPluginsFrom</c>.</summary>
    Folder,
}
