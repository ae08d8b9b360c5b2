using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Hrefs;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Maps the operations of the REST API to routes.
/// </summary>
internal static class ApiMapping
{
    private static readonly string[] MethodOrder = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var dispatcher = services.GetRequiredService<ApiDispatcher>();
        var path = services.GetRequiredService<ApiHrefs>().RoutePath;
        foreach (var route in services.GetRequiredService<ApiCatalog>().Endpoints.GroupBy(endpoint => endpoint.Route, StringComparer.Ordinal))
            MapRoute(endpoints, dispatcher, path + route.Key, [.. route]);
        endpoints.Map(path + "{**unknown}", ApiDispatcher.RefusePathAsync).WithMetadata(EndpointPermission.Public).WithDisplayName("Pulp API: unknown path");
    }

    private static void MapRoute(IEndpointRouteBuilder endpoints, ApiDispatcher dispatcher, string pattern, IReadOnlyList<ApiEndpoint> operations)
    {
        var allow = string.Join(", ", MethodOrder.Where(method => operations.Any(operation => operation.Method == method))
            .Concat(operations.Any(operation => operation.Method == "GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]));
        foreach (var operation in operations)
        {
            string[] methods = operation.Method == "GET" ? ["GET", "HEAD"] : [operation.Method];
            RequestDelegate run = context => dispatcher.InvokeAsync(context, operation, allow);
            endpoints.MapMethods(pattern, methods, run).WithMetadata(operation.Permission).WithDisplayName($"Pulp API: {operation.Operation.Id}");
        }

        // Less specific than the operations, so it gets what they do not take.
        RequestDelegate refuse = context => ApiDispatcher.RefuseMethodAsync(context, allow);
        endpoints.Map(pattern, refuse).WithMetadata(EndpointPermission.Public).WithDisplayName($"Pulp API: other methods of {pattern}");
    }
}
