using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api.OpenApi;

/// <summary>
/// Turns the API's own descriptions of types into schemas of an OpenAPI document.
/// </summary>
internal sealed class SchemaFactory
{
    private readonly OpenApiDocument document;
    private readonly IDictionary<string, IOpenApiSchema> schemas;

    public SchemaFactory(OpenApiDocument document)
    {
        this.document = document;
        schemas = document.Components!.Schemas!;
    }

    /// <summary>Gets a reference to an object's schema, which is added on first use.</summary>
    /// <param name="schema">The description.</param>
    /// <param name="isPatch">Whether every field may be left out.</param>
    public IOpenApiSchema Reference(ISchema schema, bool isPatch = false)
    {
        var name = isPatch ? "Patched" + schema.SchemaName : schema.SchemaName;
        if (schemas.TryAdd(name, new OpenApiSchema()))
            schemas[name] = Object(schema.Properties.Select(property => isPatch ? property with { IsRequired = false } : property));
        return new OpenApiSchemaReference(name, document);
    }

    /// <summary>Gets a reference to the schema of one part of a list.</summary>
    public IOpenApiSchema PageOf(ISchema row)
    {
        var name = $"Paginated{row.SchemaName}List";
        if (!schemas.ContainsKey(name))
        {
            var link = ApiType.Uri with { IsNullable = true };
            schemas[name] = Object(
            [
                new SchemaProperty("count", ApiType.Integer) { IsRequired = true },
                new SchemaProperty("next", link),
                new SchemaProperty("previous", link),
                new SchemaProperty("results", ApiType.ListOf(ApiType.Of(row))) { IsRequired = true },
            ]);
        }

        return new OpenApiSchemaReference(name, document);
    }

    public IOpenApiSchema Of(ApiType type)
    {
        if (type.Schema is { } referenced)
            return Reference(referenced);
        return new OpenApiSchema
        {
            Type = TypeOf(type),
            Format = type.Format,
            Items = type.Items is { } items ? Of(items) : null,
            AdditionalProperties = type.Values is { } values ? Of(values) : null,
            Enum = type.Choices.Count > 0 ? [.. type.Choices.Select(choice => (JsonNode)choice)] : null,
        };
    }

    private OpenApiSchema Object(IEnumerable<SchemaProperty> properties)
    {
        var all = properties.ToList();
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = all.ToDictionary(property => property.Name, Of, StringComparer.Ordinal),
            Required = all.Where(property => property.IsRequired).Select(property => property.Name).ToHashSet(StringComparer.Ordinal),
        };
    }

    private IOpenApiSchema Of(SchemaProperty property)
    {
        if (Of(property.Type) is not OpenApiSchema schema)
            return Of(property.Type);
        schema.ReadOnly = property.IsReadOnly;
        schema.WriteOnly = property.IsWriteOnly;
        schema.Default = property.Default?.DeepClone();
        schema.Minimum = property.Minimum?.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = property.Maximum?.ToString(CultureInfo.InvariantCulture);
        schema.MinLength = property.MinimumLength;
        schema.MaxLength = property.MaximumLength;
        return schema;
    }

    private static JsonSchemaType? TypeOf(ApiType type)
    {
        JsonSchemaType? plain = type.Type switch
        {
            "string" => JsonSchemaType.String,
            "integer" => JsonSchemaType.Integer,
            "number" => JsonSchemaType.Number,
            "boolean" => JsonSchemaType.Boolean,
            "array" => JsonSchemaType.Array,
            "object" => JsonSchemaType.Object,
            _ => null,
        };
        return type.IsNullable && plain is { } known ? known | JsonSchemaType.Null : plain;
    }
}
