using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins;

namespace Pulp;

/// <summary>
/// Adds plugins and providers to a Pulp; what <see cref="PulpServiceCollectionExtensions.AddPulp"/> returns.
/// </summary>
public sealed class PulpBuilder
{
    internal PulpBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a plugin that the application references.</summary>
    /// <typeparam name="T">The plugin.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="PluginException">The plugin declares something the host cannot accept.</exception>
    public PulpBuilder AddPlugin<T>()
        where T : PulpPlugin, new() => AddPlugin(new T());

    /// <summary>Adds a plugin.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PluginException">The plugin declares something the host cannot accept.</exception>
    public PulpBuilder AddPlugin(PulpPlugin plugin)
    {
        Services.AddSingleton(RegisteredPlugin.Register(plugin, Services));
        return this;
    }
}
