using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Json;
using Pulp.Documents;
using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Transfer;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings the check of an import's parameters.
/// </summary>
internal sealed class ImportCheckEndpoint : IApiEndpoints
{
    private static readonly string[] Fields = ["toc", "path", "repo_mapping"];
    private static readonly BodySchema Body = new("PulpImportCheck", Fields.Select(field => new InputField(field, InputKind.Text)));
    private static readonly ISchema Evaluation = new NamedSchema("EvaluationResponse",
    [
        new SchemaProperty("context", ApiType.Text) { IsRequired = true },
        new SchemaProperty("is_valid", ApiType.Boolean) { IsRequired = true },
        new SchemaProperty("messages", ApiType.ListOf(ApiType.Text)) { IsRequired = true },
    ]);

    private static readonly ISchema Answer = new NamedSchema("PulpImportCheckResponse", Fields.Select(field => new SchemaProperty(field, ApiType.Of(Evaluation))).ToList());
    private readonly PulpCatalog catalog;
    private readonly BodyReader bodies;
    private readonly ImportChecks checks;

    public ImportCheckEndpoint(PulpCatalog catalog, BodyReader bodies, ImportChecks checks)
    {
        this.catalog = catalog;
        this.bodies = bodies;
        this.checks = checks;
    }

    public IEnumerable<ApiEndpoint> Build()
    {
        var type = catalog.ResourceTypeOf(typeof(PulpImporter));
        yield return new ApiEndpoint
        {
            Method = "POST",
            Route = type.CollectionPath + "import-check/",
            Permission = new EndpointPermission(PermissionScope.Global, type.Permission("add")),
            HandleAsync = CheckAsync,
            Operation = new ApiOperation { Id = "pulp_import_check_post", Tag = Naming.TagOf(type) + " Import-Check" },
        }.Takes(Body).Returns(StatusCodes.Status200OK, Answer);
    }

    private async Task<ApiResult> CheckAsync(ApiCall call)
    {
        var body = await bodies.ReadAsync(call, Body).ConfigureAwait(false);
        var evaluations = new Dictionary<string, ImportEvaluation>();
        foreach (var field in Fields)
        {
            if (body.Text(field) is { } value)
            {
                evaluations[field] = field == "repo_mapping"
                    ? await checks.CheckMappingAsync(value, call.DomainId, call.Cancellation).ConfigureAwait(false)
                    : await checks.CheckPathAsync(value, isTable: field == "toc", call.Cancellation).ConfigureAwait(false);
            }
        }

        return evaluations.Count > 0
            ? ApiResult.Json(StatusCodes.Status200OK, writer => JsonSerializer.Serialize(writer, evaluations, DocumentJson.Options))
            : throw RequestRefusedException.Invalid(FieldErrors.General, "One of 'toc', 'path' and 'repo_mapping' must be specified.");
    }
}
