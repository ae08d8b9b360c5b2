namespace Pulp.AspNetCore.Api.Json;

/// <summary>
/// Describes an object whose fields are listed by hand.
/// </summary>
internal sealed record NamedSchema(string SchemaName, IEnumerable<SchemaProperty> Properties) : ISchema;
