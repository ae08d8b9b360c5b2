using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Pulp.Plugins;

/// <summary>
/// Represents a plugin that runs in this host.
/// </summary>
public sealed class RegisteredPlugin
{
    private RegisteredPlugin(PulpPlugin plugin, PluginTypes types)
    {
        Plugin = plugin;
        Types = types;
    }

    /// <summary>Gets the plugin.</summary>
    public PulpPlugin Plugin { get; }

    /// <summary>Gets the label.</summary>
    public string Label => Plugin.Label;

    /// <summary>Gets the assembly it came from.</summary>
    public Assembly Assembly => Plugin.GetType().Assembly;

    /// <summary>Gets the version, for example <c>1.4.0</c>.</summary>
    public string Version => VersionOf(Assembly);

    internal PluginTypes Types { get; }

    internal static string VersionOf(Assembly assembly) => assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString() ?? "0";

    internal static IEnumerable<RegisteredPlugin> In(IServiceCollection services) => services
        .Select(service => service.IsKeyedService ? null : service.ImplementationInstance as RegisteredPlugin)
        .OfType<RegisteredPlugin>();

    internal static RegisteredPlugin Register(PulpPlugin plugin, IServiceCollection services)
    {
        if (!PluginLabel.IsValid(plugin.Label))
            throw new PluginException($"{plugin.GetType().FullName} states the label '{plugin.Label}': {PluginLabel.Rule}.");
        var builder = new PluginBuilder(plugin.Label, services);
        plugin.Configure(builder);
        return new RegisteredPlugin(plugin, builder.Types);
    }
}
