namespace Pulp.AspNetCore.Api;

/// <summary>
/// Brings the operations of one part of the REST API.
/// </summary>
internal interface IApiEndpoints
{
    IEnumerable<ApiEndpoint> Build();
}
