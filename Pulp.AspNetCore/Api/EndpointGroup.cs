using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Makes the endpoints of one collection: names of operations, tags and permissions follow from what is said here once.
/// </summary>
internal sealed record EndpointGroup
{
    public static IReadOnlyList<SchemaProperty> ReadParameters { get; } =
        [new("fields", ApiType.ListOf(ApiType.Text)), new("exclude_fields", ApiType.ListOf(ApiType.Text))];

    /// <summary>Gets the collection's path below the API, for example <c>repositories/python/python/</c>.</summary>
    public required string Path { get; init; }

    public required string Tag { get; init; }

    /// <summary>Gets the model that answers 404 name.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the parameter that stands for an object's href in the OpenAPI document.</summary>
    public required string HrefParameter { get; init; }

    /// <summary>Gets the PRN of an object by the route's values.</summary>
    public required Func<RouteValueDictionary, string> ObjectPrn { get; init; }

    /// <summary>Gets the user who owns an object and needs no role for it; null when objects have no owner.</summary>
    public Func<RouteValueDictionary, CancellationToken, Task<long?>>? OwnerAsync { get; init; }

    /// <summary>Gets the permission to see objects.</summary>
    public required string ViewPermission { get; init; }

    public string Component { get; init; } = "core";

    /// <summary>Gets the part of the route that names the object.</summary>
    public string ObjectRoute { get; init; } = "{id:guid}/";

    /// <summary>Gets the collection this one lies below, when each of its objects has one of its own.</summary>
    public EndpointGroup? Parent { get; init; }

    /// <summary>Gets the part of the path below the parent's object.</summary>
    private string OwnPath => Parent is null ? Path : Path[(Parent.Path + Parent.ObjectRoute).Length..];

    private string OperationPrefix => (Parent is null ? "" : Parent.OperationPrefix + "_") + OwnPath.TrimEnd('/').Replace('/', '_').Replace('-', '_');

    public ApiEndpoint List(FilterSet filters, ISchema row, EndpointPermission permission, Func<ApiCall, Task<ApiResult>> handler) =>
        With(OnCollection("GET", "", "list", permission, handler), operation => operation with { Query = filters.Parameters, IsPaged = true, Responses = [(StatusCodes.Status200OK, row)] });

    public ApiEndpoint Read(ISchema row, EndpointPermission permission, Func<ApiCall, Task<ApiResult>> handler) =>
        With(OnObject("GET", "", "read", permission, handler), operation => operation with { Query = ReadParameters, Responses = [(StatusCodes.Status200OK, row)] });

    /// <summary>Makes an endpoint of the collection itself.</summary>
    public ApiEndpoint OnCollection(string method, string subPath, string action, EndpointPermission permission, Func<ApiCall, Task<ApiResult>> handler) => new()
    {
        Method = method,
        Route = Path + subPath,
        Permission = permission,
        HandleAsync = handler,
        Model = Model,
        ObjectPrn = ObjectPrn,
        OwnerAsync = OwnerAsync,
        Operation = new ApiOperation
        {
            Id = $"{OperationPrefix}_{action}",
            Tag = Tag,
            Component = Component,
            HrefParameter = Parent?.HrefParameter,
            HrefRoute = Parent is null ? null : Parent.Path + Parent.ObjectRoute,
        },
    };

    /// <summary>Makes an endpoint of one object.</summary>
    public ApiEndpoint OnObject(string method, string subPath, string action, EndpointPermission permission, Func<ApiCall, Task<ApiResult>> handler) => new()
    {
        Method = method,
        Route = Path + ObjectRoute + subPath,
        Permission = permission,
        HandleAsync = handler,
        Model = Model,
        ObjectPrn = ObjectPrn,
        OwnerAsync = OwnerAsync,
        Operation = new ApiOperation
        {
            Id = $"{OperationPrefix}_{action}",
            Tag = Tag,
            Component = Component,
            HrefParameter = HrefParameter,
            HrefRoute = Path + ObjectRoute,
        },
    };

    /// <summary>Gets the permission of an action on one object.</summary>
    public EndpointPermission ObjectPermission(string permission) => new(PermissionScope.Object, permission, ViewPermission);

    private static ApiEndpoint With(ApiEndpoint endpoint, Func<ApiOperation, ApiOperation> change) => endpoint with { Operation = change(endpoint.Operation) };
}
