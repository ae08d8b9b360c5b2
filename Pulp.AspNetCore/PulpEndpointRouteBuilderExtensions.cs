using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api;
using Pulp.Plugins;

namespace Pulp.AspNetCore;

/// <summary>
/// Maps Pulp's endpoints.
/// </summary>
public static class PulpEndpointRouteBuilderExtensions
{
    /// <summary>Maps the REST API, the content app and the protocol endpoints of the plugins.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <returns>The endpoints.</returns>
    /// <exception cref="PluginException">A route does not state who may call it.</exception>
    public static IEndpointRouteBuilder MapPulp(this IEndpointRouteBuilder endpoints)
    {
        var pulp = endpoints.MapGroup("");
        ApiMapping.Map(pulp);
        pulp.MapPulpContent();
        pulp.MapPulpEndpoints();
        RequirePermissions(pulp);
        return endpoints;
    }

    // A route without a permission would be open to everyone by accident.
    private static void RequirePermissions(IEndpointRouteBuilder endpoints)
    {
        var bare = endpoints.DataSources.SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetMetadata<EndpointPermission>() is null)
            .Select(endpoint => endpoint.DisplayName).ToList();
        if (bare.Count > 0)
            throw new PluginException($"These routes do not state their permission: {string.Join(", ", bare)}. Add an EndpointPermission to their metadata.");
    }
}
