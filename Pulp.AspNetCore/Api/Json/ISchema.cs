namespace Pulp.AspNetCore.Api.Json;

/// <summary>
/// Describes an object for the OpenAPI document: what is sent to clients, or what they send.
/// </summary>
internal interface ISchema
{
    string SchemaName { get; }

    IEnumerable<SchemaProperty> Properties { get; }
}
