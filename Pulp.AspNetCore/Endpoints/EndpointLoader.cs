using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Makes the endpoint classes of the registered plugins.
/// </summary>
internal static class EndpointLoader
{
    /// <summary>Makes one instance of each class and has it declare its endpoints.</summary>
    /// <exception cref="PluginException">A plugin names a class that is not there or not fit.</exception>
    public static IReadOnlyList<PluginEndpointBuilder> Load(IServiceProvider services)
    {
        var builders = new List<PluginEndpointBuilder>();
        foreach (var assembly in services.GetServices<RegisteredPlugin>().Select(plugin => plugin.Assembly).Distinct())
        {
            if (assembly.GetCustomAttribute<PulpEndpointsAttribute>() is not { TypeName: var name })
                continue;
            if (assembly.GetType(name) is not { } type || !typeof(PluginEndpoints).IsAssignableFrom(type) || type.IsAbstract)
                throw new PluginException($"{assembly.GetName().Name} names '{name}' as its endpoints, which is not a class derived from {nameof(PluginEndpoints)} in it.");
            var endpoints = (PluginEndpoints)ActivatorUtilities.CreateInstance(services, type);
            var builder = new PluginEndpointBuilder(endpoints);
            endpoints.Configure(builder);
            builders.Add(builder);
        }

        return builders;
    }
}
