namespace Pulp.AspNetCore.Api;

/// <summary>
/// Brings operations that tell of the other operations.
/// </summary>
internal interface ICatalogEndpoints
{
    IEnumerable<ApiEndpoint> Build(ApiCatalog catalog);
}
