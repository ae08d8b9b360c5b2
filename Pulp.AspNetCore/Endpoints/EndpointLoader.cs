using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Makes the endpoint classes of the registered plugins.
/// </summary>
internal static class EndpointLoader
{
    /// <summary>Makes one instance of each class and has it declare its endpoints. A plugin of a folder whose endpoints cannot be had goes without them, and is reported.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="present">The routes there are already, which are the host's.</param>
    /// <exception cref="PluginException">The endpoints of a plugin that the application itself added cannot be had.</exception>
    public static IReadOnlyList<PluginEndpointBuilder> Load(IServiceProvider services, IEnumerable<RouteEndpoint> present)
    {
        var catalog = services.GetRequiredService<PluginCatalog>();
        var routes = new RouteOwners(present);
        var builders = new List<PluginEndpointBuilder>();
        foreach (var plugin in services.GetServices<RegisteredPlugin>().DistinctBy(plugin => plugin.Assembly))
        {
            try
            {
                if (Load(services, plugin.Assembly) is not { } builder)
                    continue;
                routes.Take(plugin.Label, builder.Servers, builder.Distributions.Select(endpoint => endpoint.Template.Prefix));
                builders.Add(builder);
            }
            catch (Exception exception) when (IsOfFolder(catalog, plugin))
            {
                catalog.ReportMalfunction(plugin.Label, exception is PluginException ? exception.Message.TrimEnd('.') : $"its endpoints failed: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
            }
        }

        return builders;
    }

    private static bool IsOfFolder(PluginCatalog catalog, RegisteredPlugin plugin) =>
        catalog.Plugins.Any(status => status.Label == plugin.Label && status is { Folder: not null, State: PluginState.Loaded or PluginState.Malfunctioned });

    private static PluginEndpointBuilder? Load(IServiceProvider services, Assembly assembly)
    {
        if (assembly.GetCustomAttribute<PulpEndpointsAttribute>() is not { TypeName: var name })
            return null;
        if (assembly.GetType(name) is not { } type || !typeof(PluginEndpoints).IsAssignableFrom(type) || type.IsAbstract)
            throw new PluginException($"{assembly.GetName().Name} names '{name}' as its endpoints, which is not a class derived from {nameof(PluginEndpoints)} in it.");
        var endpoints = (PluginEndpoints)ActivatorUtilities.CreateInstance(services, type);
        var builder = new PluginEndpointBuilder(endpoints);
        endpoints.Configure(builder);
        return builder;
    }
}
