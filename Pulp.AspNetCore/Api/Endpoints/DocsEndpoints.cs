using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.OpenApi;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings the OpenAPI document as JSON and YAML, and a page for people.
/// </summary>
internal sealed class DocsEndpoints : ICatalogEndpoints
{
    private readonly ApiDocument document;
    private readonly ApiHrefs hrefs;

    // Only documents of the whole API are remembered; those of single components are asked for by few and made each time.
    private readonly ConcurrentDictionary<(bool IsYaml, bool PlainPaths), byte[]> whole = new();

    public DocsEndpoints(ApiDocument document, ApiHrefs hrefs)
    {
        this.document = document;
        this.hrefs = hrefs;
    }

    public IEnumerable<ApiEndpoint> Build(ApiCatalog catalog)
    {
        yield return Endpoint("docs/api.json", "docs_api.json_get", "Docs: Api.Json", call => ShowAsync(call, catalog, isYaml: false));
        yield return Endpoint("docs/api.yaml", "docs_api.yaml_get", "Docs: Api.Yaml", call => ShowAsync(call, catalog, isYaml: true));
        var page = Encoding.UTF8.GetBytes(Page(catalog));
        yield return Endpoint("docs/", "docs_read", "Docs", _ => Task.FromResult(ApiResult.Bytes("text/html; charset=utf-8", page)));
        yield return Endpoint("swagger/", "swagger_read", "Swagger", _ => Task.FromResult(ApiResult.Bytes("text/html; charset=utf-8", page)));
    }

    private static ApiEndpoint Endpoint(string route, string id, string tag, Func<ApiCall, Task<ApiResult>> handler) => new()
    {
        Method = "GET",
        Route = route,
        Permission = EndpointPermission.Public,
        HandleAsync = handler,
        IsOfOneForm = true,
        Operation = new ApiOperation { Id = id, Tag = tag },
    };

    private async Task<ApiResult> ShowAsync(ApiCall call, ApiCatalog catalog, bool isYaml)
    {
        var query = call.Http.Request.Query;
        var plainPaths = query.ContainsKey("pk_path") && !query["pk_path"].Contains("false") && !query["pk_path"].Contains("0");
        var labels = query["component"].SelectMany(value => FilterValues.List(value ?? "")).ToHashSet(StringComparer.Ordinal);
        if (labels.Count > 0)
            return Answer(await WriteAsync(labels).ConfigureAwait(false));
        if (!whole.TryGetValue((isYaml, plainPaths), out var bytes))
            whole[(isYaml, plainPaths)] = bytes = await WriteAsync(components: null).ConfigureAwait(false);
        return Answer(bytes);

        ApiResult Answer(byte[] content) => ApiResult.Bytes(isYaml ? "application/yaml" : "application/json", content);

        async Task<byte[]> WriteAsync(HashSet<string>? components)
        {
            var built = document.Build(catalog.Operations, components, plainPaths);
            using var stream = new MemoryStream();
            if (isYaml)
                await built.SerializeAsYamlAsync(stream, OpenApiSpecVersion.OpenApi3_1, call.Cancellation).ConfigureAwait(false);
            else
                await built.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1, call.Cancellation).ConfigureAwait(false);
            return stream.ToArray();
        }
    }

    private string Page(ApiCatalog catalog)
    {
        var page = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Pulp API</title></head><body><h1>Pulp API</h1>")
            .Append("<p>Machine-readable: <a href=\"../docs/api.json\">api.json</a>, <a href=\"../docs/api.yaml\">api.yaml</a>.</p>");
        foreach (var tag in catalog.Operations.GroupBy(endpoint => endpoint.Operation.Tag, StringComparer.Ordinal).OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            page.Append("<h2>").Append(WebUtility.HtmlEncode(tag.Key)).Append("</h2><ul>");
            foreach (var endpoint in tag)
                page.Append("<li><code>").Append(endpoint.Method).Append(' ').Append(WebUtility.HtmlEncode(hrefs.ApiPath + endpoint.Route)).Append("</code> ").Append(WebUtility.HtmlEncode(endpoint.Operation.Id)).Append("</li>");
            page.Append("</ul>");
        }

        return page.Append("</body></html>").ToString();
    }
}
