using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Pulp.Plugins;
using Pulp.Plugins.Loading;
using Pulp.Resources;

namespace Pulp.Tasking;

/// <summary>
/// Knows the versions of the core and the plugins that run here: what a task was asked for with, at least that version has to run it.
/// </summary>
internal sealed class TaskVersions
{
    private const string Core = "core";
    private readonly IReadOnlyDictionary<string, string> running;
    private readonly IReadOnlyDictionary<Assembly, string> labels;

    public TaskVersions(IEnumerable<RegisteredPlugin> plugins)
        : this(plugins.ToList())
    {
    }

    private TaskVersions(List<RegisteredPlugin> plugins)
    {
        labels = plugins.DistinctBy(plugin => plugin.Assembly).ToDictionary(plugin => plugin.Assembly, plugin => plugin.Label);
        var versions = new Dictionary<string, string>(StringComparer.Ordinal) { [Core] = RegisteredPlugin.VersionOf(typeof(TaskVersions).Assembly) };
        foreach (var plugin in plugins)
            versions[plugin.Label] = plugin.Version;
        running = versions;
    }

    /// <summary>Gets what a task needs: the core, the plugin that brings its handler, and those whose objects it locks.</summary>
    public IReadOnlyDictionary<string, string> NeededBy(Type handler, IReadOnlyList<string> locks)
    {
        IEnumerable<string> needed = [Core, .. labels.TryGetValue(handler.Assembly, out var label) ? [label] : Array.Empty<string>(), .. locks.Select(Prn.LabelIn).OfType<string>()];
        return needed.Distinct(StringComparer.Ordinal).Where(running.ContainsKey).ToDictionary(name => name, name => running[name], StringComparer.Ordinal);
    }

    /// <summary>Tells whether something here is older than a task needs.</summary>
    public bool IsTooOldFor(PulpTask task, [NotNullWhen(true)] out string? reason)
    {
        reason = null;
        foreach (var (label, needed) in task.Versions)
        {
            if (!running.TryGetValue(label, out var present))
                reason = $"it needs {label} {needed}, which is not loaded";
            else if (PluginVersion.TryParse(present, out var here) && PluginVersion.TryParse(needed, out var there) && PluginVersion.Order.Compare(here, there) < 0)
                reason = $"it needs {label} {needed}, and {present} runs here";
            if (reason is not null)
                return true;
        }

        return false;
    }
}
