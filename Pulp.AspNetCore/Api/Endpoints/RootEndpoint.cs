using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Hrefs;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings the root of the API: the addresses of all collections.
/// </summary>
internal sealed class RootEndpoint : ICatalogEndpoints
{
    private readonly ApiHrefs hrefs;

    public RootEndpoint(ApiHrefs hrefs) => this.hrefs = hrefs;

    public IEnumerable<ApiEndpoint> Build(ApiCatalog catalog)
    {
        string[] collections =
        [
            .. catalog.Operations.Where(endpoint => endpoint.Operation.IsPaged && !endpoint.Route.Contains('{', StringComparison.Ordinal))
                .Select(endpoint => endpoint.Route).Order(StringComparer.Ordinal),
        ];
        yield return new ApiEndpoint
        {
            Method = "GET",
            Route = "",
            Permission = EndpointPermission.LoginOnly,
            HandleAsync = call => Task.FromResult(Show(call, collections)),
            Operation = new ApiOperation { Id = "root_read", Tag = "Root" },
        };
    }

    private ApiResult Show(ApiCall call, string[] collections) => ApiResult.Json(StatusCodes.Status200OK, writer =>
    {
        // Behind a proxy on a sub-path, that path is part of both the origin and the API's own path.
        var origin = new Uri(call.Origin).GetLeftPart(UriPartial.Authority);
        writer.WriteStartObject();
        foreach (var route in collections)
            writer.WriteString(route.TrimEnd('/'), $"{origin}{hrefs.ApiPath}{route}");
        writer.WriteEndObject();
    });
}
