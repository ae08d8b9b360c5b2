using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Adds to endpoints what the OpenAPI document says of their bodies.
/// </summary>
internal static class EndpointExtensions
{
    public static ApiEndpoint Takes(this ApiEndpoint endpoint, BodySchema body, bool isPatch = false) => endpoint with
    {
        Operation = endpoint.Operation with { Request = body, IsPatch = isPatch, TakesFiles = body.TakesFiles },
    };

    public static ApiEndpoint Returns(this ApiEndpoint endpoint, int status, ISchema? body = null) => endpoint with
    {
        Operation = endpoint.Operation with { Responses = [.. endpoint.Operation.Responses, (status, body)] },
    };

    public static ApiEndpoint ReturnsTask(this ApiEndpoint endpoint) => endpoint.Returns(StatusCodes.Status202Accepted, TaskAnswer.Schema);

    /// <summary>Says that the answer is a group of tasks that do the work.</summary>
    public static ApiEndpoint ReturnsTaskGroup(this ApiEndpoint endpoint) => endpoint.Returns(StatusCodes.Status202Accepted, TaskAnswer.GroupSchema);

    public static ApiEndpoint Asks(this ApiEndpoint endpoint, IReadOnlyList<SchemaProperty> query) => endpoint with
    {
        Operation = endpoint.Operation with { Query = query },
    };

    public static ApiEndpoint Needs(this ApiEndpoint endpoint, string header) => endpoint with
    {
        Operation = endpoint.Operation with { Headers = [new SchemaProperty(header, ApiType.Text) { IsRequired = true }] },
    };
}
