using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins;

[assembly: PulpEndpoints("Fixtures.Good.GoodEndpoints")]

namespace Fixtures.Good;

public sealed class GoodEndpoints : PluginEndpoints
{
    public override void Configure(PluginEndpointBuilder endpoints) =>
        endpoints.Map("GET", "/good/{name}", EndpointPermission.Public, request => request.Http.Response.WriteAsync("good"));
}
