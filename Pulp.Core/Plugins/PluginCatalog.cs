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

    /// <summary>Reports that a part of a plugin failed; the first report counts.</summary>
    /// <param name="label">The plugin, one that is loaded.</param>
    /// <param name="reason">What failed, in one line that names no path of the machine.</param>
    public void ReportMalfunction(string label, string reason)
    {
        lock (sync)
        {
            Volatile.Write(ref plugins, [.. plugins.Select(plugin => plugin.Label == label && plugin.State == PluginState.Loaded
                ? plugin with { State = PluginState.Malfunctioned, Reason = reason }
                : plugin)]);
        }
    }

    internal void ReportKept(IReadOnlyList<UnloadedType> types)
    {
        lock (sync)
        {
            var kept = types.GroupBy(type => type.Label, StringComparer.Ordinal)
                .ToDictionary(ofPlugin => ofPlugin.Key, ofPlugin => (
                    Units: ofPlugin.Where(type => type.Kind == UnloadedType.Content).Sum(type => type.Count),
                    Resources: ofPlugin.Where(type => type.Kind != UnloadedType.Content).Sum(type => type.Count)), StringComparer.Ordinal);
            var present = plugins.Where(plugin => plugin.State != PluginState.Missing).Select(plugin => kept.TryGetValue(plugin.Label, out var of)
                ? plugin with { KeptUnits = of.Units, KeptResources = of.Resources }
                : plugin with { KeptUnits = 0, KeptResources = 0 }).ToList();
            var missing = kept.Where(of => present.TrueForAll(plugin => plugin.Label != of.Key)).Select(of => new PluginStatus
            {
                Label = of.Key,
                State = PluginState.Missing,
                KeptUnits = of.Value.Units,
                KeptResources = of.Value.Resources,
                Reason = $"it is not there, and {of.Value.Units} content units and {of.Value.Resources} resources of it wait: put it back, or purge them",
            });
            Volatile.Write(ref plugins, [.. present.Concat(missing).OrderBy(plugin => plugin.Label, StringComparer.Ordinal)]);
        }
    }
}
