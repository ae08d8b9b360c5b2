using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins;

[assembly: PulpEndpoints("Fixtures.SameRoute.SameRouteEndpoints")]

namespace Fixtures.SameRoute;

// Its route is that of the fixture Good.
public sealed class SameRouteEndpoints : PluginEndpoints
{
    public override void Configure(PluginEndpointBuilder endpoints) => endpoints.Map("GET,POST", "/Good/{other}", EndpointPermission.Public, request => request.Http.Response.WriteAsync("same"));
}
