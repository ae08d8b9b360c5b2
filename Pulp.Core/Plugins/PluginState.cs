namespace Pulp.Plugins;

/// <summary>
/// Names what became of a plugin.
/// </summary>
public enum PluginState
{
    /// <summary>It runs.</summary>
    Loaded,

    /// <summary>It is registered, but one of its background services failed.</summary>
    Malfunctioned,

    /// <summary>It was not taken; nothing of it is registered.</summary>
    Refused,

    /// <summary>Another folder holds a higher version, which was taken instead.</summary>
    Superseded,

    /// <summary>No folder holds it, but there is something of it in the database, which waits for it.</summary>
    Missing,
}
