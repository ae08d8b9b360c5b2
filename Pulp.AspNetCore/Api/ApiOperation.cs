using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Holds what the OpenAPI document says of an operation.
/// </summary>
internal sealed record ApiOperation
{
    public required string Id { get; init; }

    public required string Tag { get; init; }

    /// <summary>Gets the name of the path parameter that takes the whole href of the object, for example <c>task_href</c>; null for routes without an object.</summary>
    public string? HrefParameter { get; init; }

    /// <summary>Gets the part of the route that the href stands for, for example <c>tasks/{id:guid}/</c>.</summary>
    public string? HrefRoute { get; init; }

    /// <summary>Gets the plugin's label, by which the document can be limited.</summary>
    public string Component { get; init; } = "core";

    public IReadOnlyList<SchemaProperty> Query { get; init; } = [];

    public IReadOnlyList<SchemaProperty> Headers { get; init; } = [];

    public ISchema? Request { get; init; }

    /// <summary>Gets whether every field of the request may be left out.</summary>
    public bool IsPatch { get; init; }

    /// <summary>Gets whether the request carries files.</summary>
    public bool TakesFiles { get; init; }

    /// <summary>Gets the answers by status; null means an empty body.</summary>
    public IReadOnlyList<(int Status, ISchema? Body)> Responses { get; init; } = [];

    /// <summary>Gets whether the (first) answer is a page of the schema named.</summary>
    public bool IsPaged { get; init; }
}
