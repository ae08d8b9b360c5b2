namespace Pulp.AspNetCore.Api;

/// <summary>
/// Holds all operations of the REST API, made once when the host is built.
/// </summary>
internal sealed class ApiCatalog
{
    public ApiCatalog(IEnumerable<IApiEndpoints> parts) => Endpoints = [.. parts.SelectMany(part => part.Build())];

    public IReadOnlyList<ApiEndpoint> Endpoints { get; }
}
