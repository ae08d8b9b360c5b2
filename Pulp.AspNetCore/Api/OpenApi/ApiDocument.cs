using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Service;

namespace Pulp.AspNetCore.Api.OpenApi;

/// <summary>
/// Builds the OpenAPI document from the descriptions of the operations.
/// </summary>
/// <remarks>
/// As in Pulp, an operation on an object takes the object's whole href as its path (<c>{python_python_repository_href}modify/</c>), so that clients need not take hrefs apart;
/// with <c>pk_path</c> the paths are plain ones.
/// </remarks>
internal sealed partial class ApiDocument
{
    private static readonly string[] JsonFirst = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
    private static readonly string[] FormsOnly = ["multipart/form-data", "application/x-www-form-urlencoded"];
    private readonly ApiHrefs hrefs;
    private readonly ServerIdentity server;

    public ApiDocument(ApiHrefs hrefs, ServerIdentity server)
    {
        this.hrefs = hrefs;
        this.server = server;
    }

    /// <summary>Builds the document.</summary>
    /// <param name="endpoints">The operations.</param>
    /// <param name="components">The labels of the plugins whose operations are told of; null for all.</param>
    /// <param name="plainPaths">Whether paths name objects by their identifiers instead of whole hrefs.</param>
    public OpenApiDocument Build(IEnumerable<ApiEndpoint> endpoints, IReadOnlySet<string>? components, bool plainPaths)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "Pulp 3 API",
                Description = "Fetch, upload, organize and distribute software packages.",
                Version = "v3",
                Extensions = new Dictionary<string, IOpenApiExtension>
                {
                    ["x-pulp-app-versions"] = new JsonNodeExtension(new JsonObject(server.Components.Select(component => KeyValuePair.Create(component.Label, (JsonNode?)component.Version)))),
                    ["x-pulp-domain-enabled"] = new JsonNodeExtension(JsonValue.Create(value: false)),
                },
            },
            Paths = [],
            Components = new OpenApiComponents
            {
                Schemas = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
                {
                    ["basicAuth"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic" },
                },
            },
        };
        var schemas = new SchemaFactory(document);
        foreach (var endpoint in endpoints.Where(endpoint => components?.Contains(endpoint.Operation.Component) != false))
        {
            var path = PathOf(endpoint, plainPaths);
            if (!document.Paths.TryGetValue(path, out var item))
                document.Paths[path] = item = new OpenApiPathItem();
            ((OpenApiPathItem)item).AddOperation(HttpMethod.Parse(endpoint.Method), Operation(endpoint, path, schemas, document));
        }

        return document;
    }

    private string PathOf(ApiEndpoint endpoint, bool plainPaths)
    {
        var operation = endpoint.Operation;
        if (operation.HrefRoute is { } objectRoute && !plainPaths)
            return $"{{{operation.HrefParameter}}}{endpoint.Route[objectRoute.Length..]}";
        return hrefs.ApiPath + RouteParameter().Replace(endpoint.Route, match => match.Groups[1].Value == "id" ? "{pulp_id}" : $"{{{match.Groups[1].Value}}}");
    }

    private static OpenApiOperation Operation(ApiEndpoint endpoint, string path, SchemaFactory schemas, OpenApiDocument document)
    {
        var described = endpoint.Operation;
        document.Tags ??= new HashSet<OpenApiTag>();
        if (!document.Tags.Any(tag => tag.Name == described.Tag))
            document.Tags.Add(new OpenApiTag { Name = described.Tag });
        return new OpenApiOperation
        {
            OperationId = described.Id,
            Tags = new HashSet<OpenApiTagReference> { new(described.Tag, document) },
            Parameters =
            [
                .. PathParameter().Matches(path).Select(match => Parameter(new SchemaProperty(match.Groups[1].Value, ApiType.Text) { IsRequired = true }, ParameterLocation.Path, schemas)),
                .. described.Query.Select(property => Parameter(property, ParameterLocation.Query, schemas)),
                .. described.Headers.Select(property => Parameter(property, ParameterLocation.Header, schemas)),
            ],
            RequestBody = described.Request is null ? null : Body(described, schemas),
            Responses = Responses(described, schemas),
            Security = endpoint.Permission.Scope == PermissionScope.Public ? [] : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("basicAuth", document)] = [] }],
        };
    }

    private static OpenApiParameter Parameter(SchemaProperty property, ParameterLocation location, SchemaFactory schemas)
    {
        var isList = property.Type.Items is not null;
        return new OpenApiParameter
        {
            Name = property.Name,
            In = location,
            Required = property.IsRequired,
            Schema = schemas.Of(property.Type),
            Style = isList ? ParameterStyle.Form : null,
            Explode = false,
        };
    }

    private static OpenApiRequestBody Body(ApiOperation described, SchemaFactory schemas)
    {
        var schema = schemas.Reference(described.Request!, described.IsPatch);
        return new OpenApiRequestBody
        {
            // Clients that have nothing to say must be allowed to send no body.
            Required = !described.IsPatch && described.Request!.Properties.Any(property => property.IsRequired),
            Content = (described.TakesFiles ? FormsOnly : JsonFirst).ToDictionary(type => type, _ => new OpenApiMediaType { Schema = schema }, StringComparer.Ordinal),
        };
    }

    private static OpenApiResponses Responses(ApiOperation described, SchemaFactory schemas)
    {
        var responses = new OpenApiResponses();
        foreach (var (status, body) in described.Responses)
        {
            var response = new OpenApiResponse { Description = "" };
            if (body is not null)
            {
                response.Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new OpenApiMediaType { Schema = described.IsPaged && status == StatusCodes.Status200OK ? schemas.PageOf(body) : schemas.Reference(body) },
                };
            }

            responses[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = response;
        }

        return responses;
    }

    [GeneratedRegex(@"\{(\w+):\w+\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RouteParameter();

    [GeneratedRegex(@"\{(\w+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathParameter();
}
