using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Resources;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Tells of the operations that endpoints of plugins answer. They are documented here and mapped there.
/// </summary>
internal static class DescribedOperations
{
    private static readonly SchemaProperty[] Paging = [new("limit", ApiType.Integer), new("offset", ApiType.Integer)];

    public static ApiEndpoint Of(DescribedApi described)
    {
        var description = described.Description;
        var endpoint = new ApiEndpoint
        {
            Method = description.Method,
            Route = description.Path,
            Permission = EndpointPermission.LoginOnly,
            HandleAsync = _ => throw new InvalidOperationException($"{description.Path} is answered by the endpoints of the plugin '{described.Label}'."),
            Operation = new ApiOperation
            {
                Id = description.OperationId,
                Tag = description.Tag,
                Component = described.Label,
                Query = [.. description.Filters.Select(filter => new SchemaProperty(filter, ApiType.Text)), .. description.IsPaged ? Paging : []],
                IsPaged = description.IsPaged,
            },
        };
        if (description.Takes is { } document)
            endpoint = endpoint.Takes(ActionShape.Of(document).Body);
        return description.Returns is { } answer ? endpoint.Returns(StatusCodes.Status200OK, ActionShape.Describe(answer)) : endpoint.ReturnsTask();
    }
}
