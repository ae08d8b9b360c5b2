using Pulp.AspNetCore.Api.Endpoints;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Holds all operations of the REST API, made once when the host is built.
/// </summary>
internal sealed class ApiCatalog
{
    public ApiCatalog(IEnumerable<IApiEndpoints> parts, IEnumerable<ICatalogEndpoints> tellers, IEnumerable<DescribedApi> described)
    {
        IReadOnlyList<ApiEndpoint> own = [.. parts.SelectMany(part => part.Build())];
        Operations = [.. own, .. described.Select(DescribedOperations.Of)];
        Endpoints = [.. own, .. tellers.SelectMany(teller => teller.Build(this))];
        foreach (var same in Endpoints.GroupBy(endpoint => (endpoint.Method, endpoint.Route)).Where(same => same.Count() > 1))
            throw new PluginException($"{same.Key.Method} {same.Key.Route} of the REST API is declared {same.Count()} times: give the plugin's action another name.");
    }

    /// <summary>Gets the operations that the OpenAPI document tells of.</summary>
    public IReadOnlyList<ApiEndpoint> Operations { get; }

    /// <summary>Gets all operations that are answered here.</summary>
    public IReadOnlyList<ApiEndpoint> Endpoints { get; }
}
