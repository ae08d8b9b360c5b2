using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Pulp.Plugins;
using Pulp.Plugins.Loading;

namespace Pulp;

/// <summary>
/// Adds Pulp to an application.
/// </summary>
public static class PulpServiceCollectionExtensions
{
    /// <summary>Adds Pulp's services; the builder adds plugins, a database and a place for the bytes.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Changes the settings; null leaves the defaults.</param>
    /// <returns>The builder.</returns>
    public static PulpBuilder AddPulp(this IServiceCollection services, Action<PulpOptions>? configure = null)
    {
        var options = services.AddOptions<PulpOptions>();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new PulpCatalog([.. provider.GetServices<RegisteredPlugin>().Select(plugin => plugin.Types)]));
        services.TryAddSingleton(provider => new PluginCatalog(provider.GetServices<PluginStatus>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PluginReport>());
        return new PulpBuilder(services);
    }
}
