using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Pulp.Plugins;

[assembly: PulpEndpoints("Fixtures.Good.GoodEndpoints")]

namespace Fixtures.Good;

public sealed class GoodEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/good", () => "good");
}
