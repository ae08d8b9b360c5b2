using Microsoft.AspNetCore.Routing;
using Pulp.AspNetCore.Access;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Describes one operation of the REST API: where it is, who may call it, what runs, and what the OpenAPI document says of it.
/// </summary>
internal sealed record ApiEndpoint
{
    public required string Method { get; init; }

    /// <summary>Gets the route below the API, for example <c>tasks/{id:guid}/</c>.</summary>
    public required string Route { get; init; }

    public required EndpointPermission Permission { get; init; }

    public required Func<ApiCall, Task<ApiResult>> HandleAsync { get; init; }

    public required ApiOperation Operation { get; init; }

    /// <summary>Gets whether the route alone says what is answered, whatever the client would rather have.</summary>
    public bool IsOfOneForm { get; init; }

    /// <summary>Gets the model that answers 404 name.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the PRN of the object the route names; needed for permissions on objects.</summary>
    public Func<RouteValueDictionary, string>? ObjectPrn { get; init; }

    /// <summary>Gets the user who owns the object the route names and needs no role for it; null when objects have no owner.</summary>
    public Func<RouteValueDictionary, CancellationToken, Task<long?>>? OwnerAsync { get; init; }
}
