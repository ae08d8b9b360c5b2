using System.Reflection;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Api.Service;

/// <summary>
/// Represents the core or a plugin as the status shows it.
/// </summary>
/// <param name="Label">The label.</param>
/// <param name="Version">The version clients go by: that of the Pulp plugin whose API is offered where the plugin states one, otherwise its own.</param>
/// <param name="Package">The assembly.</param>
internal sealed record ServerComponent(string Label, string Version, string Package)
{
    private const string ApiVersionKey = "PulpApiVersion";

    public static ServerComponent Of(RegisteredPlugin plugin)
    {
        var stated = plugin.Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == ApiVersionKey)?.Value;
        return new ServerComponent(plugin.Label, stated ?? plugin.Version, plugin.Assembly.GetName().Name ?? plugin.Label);
    }
}
