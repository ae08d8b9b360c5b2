using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pulp.Access;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Domains;
using Pulp.Storage;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Represents one request to the REST API, after its caller was found and allowed.
/// </summary>
internal sealed class ApiCall
{
    private readonly PulpOptions options;

    public ApiCall(HttpContext http, ApiEndpoint endpoint, Caller caller, ApiHrefs hrefs, PulpOptions options, string correlationId)
    {
        this.options = options;
        Http = http;
        Endpoint = endpoint;
        Caller = caller;
        Hrefs = hrefs;
        CorrelationId = correlationId;
    }

    public HttpContext Http { get; }

    public ApiEndpoint Endpoint { get; }

    public Caller Caller { get; }

    public ApiHrefs Hrefs { get; }

    public string CorrelationId { get; }

    public Guid DomainId { get; } = Domain.DefaultId;

    /// <summary>Gets the files of the request that were staged; those that were not committed when the request ends are discarded.</summary>
    public List<StagedArtifact> Staged { get; } = [];

    public CancellationToken Cancellation => Http.RequestAborted;

    /// <summary>Gets scheme and host as clients know them, without a slash at the end.</summary>
    public string Origin => RequestOrigin.Of(Http.Request, options.ContentOrigin?.TrimEnd('/'));

    /// <summary>Gets a UUID of the route.</summary>
    public Guid Uuid(string name = "id") => Guid.Parse(Http.GetRouteValue(name)!.ToString()!);

    /// <summary>Gets a number of the route.</summary>
    public long Number(string name = "id") => long.Parse(Http.GetRouteValue(name)!.ToString()!, CultureInfo.InvariantCulture);

    public RenderContext NewContext() => new(Hrefs, Origin);

    /// <summary>Gets the answer for an object that does not exist (for this caller).</summary>
    public RequestRefusedException NotFound() => RequestRefusedException.NotFound(Endpoint.Model ?? "object");
}
