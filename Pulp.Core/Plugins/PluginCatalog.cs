namespace Pulp.Plugins;

/// <summary>
/// Lists every plugin the host was given, those that were refused too.
/// </summary>
/// <remarks>Safe to use concurrently.</remarks>
public sealed class PluginCatalog
{
    private readonly Lock sync = new();
    private PluginStatus[] plugins;

    internal PluginCatalog(IEnumerable<PluginStatus> plugins) =>
        this.plugins = [.. plugins.OrderBy(plugin => plugin.Label, StringComparer.Ordinal)];

    /// <summary>Gets the plugins as they are now, ordered by label.</summary>
    public IReadOnlyList<PluginStatus> Plugins => Volatile.Read(ref plugins);

    internal void ReportMalfunction(string label, string reason)
    {
        lock (sync)
        {
            Volatile.Write(ref plugins, [.. plugins.Select(plugin => plugin.Label == label && plugin.State == PluginState.Loaded
                ? plugin with { State = PluginState.Malfunctioned, Reason = reason }
                : plugin)]);
        }
    }
}
