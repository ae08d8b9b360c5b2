using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Plugins;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Runs an operation of the REST API: finds the caller, asks for the permission, writes the answer or the error.
/// </summary>
internal sealed partial class ApiDispatcher
{
    private readonly IAccessEvaluator evaluator;
    private readonly ApiHrefs hrefs;
    private readonly IArtifactStorage storage;
    private readonly PulpOptions options;
    private readonly ILogger<ApiDispatcher> logger;

    public ApiDispatcher(IAccessEvaluator evaluator, ApiHrefs hrefs, IArtifactStorage storage, IOptions<PulpOptions> options, ILogger<ApiDispatcher> logger)
    {
        this.evaluator = evaluator;
        this.hrefs = hrefs;
        this.storage = storage;
        this.options = options.Value;
        this.logger = logger;
    }

    public async Task InvokeAsync(HttpContext context, ApiEndpoint endpoint, string allow)
    {
        var correlationId = Begin(context, allow);
        using var scope = logger.BeginScope("{CorrelationId}", correlationId);
        ApiCall? call = null;
        try
        {
            if (MissesSlash(context, endpoint) is { } redirect)
            {
                await redirect.WriteAsync(context).ConfigureAwait(false);
                return;
            }

            if (!endpoint.IsOfOneForm && !Negotiation.IsAcceptable(context.Request))
            {
                await ErrorResponses.NotAcceptable().WriteAsync(context).ConfigureAwait(false);
                return;
            }

            var caller = context.Features.Get<ICallerFeature>()?.Caller ?? Caller.Anonymous;
            await RequireAsync(context, endpoint, caller).ConfigureAwait(false);
            call = new ApiCall(context, endpoint, caller, hrefs, options, correlationId);
            var result = await endpoint.HandleAsync(call).ConfigureAwait(false);
            await result.WriteAsync(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var answer = ErrorResponses.Of(exception);
            if (answer is null || exception is StorageException or StoreException)
                LogFailure(logger, exception, context.Request.Method, endpoint.Route);
            answer ??= ErrorResponses.Unexpected();

            await answer.WriteAsync(context).ConfigureAwait(false);
        }
        finally
        {
            if (call is { Staged.Count: > 0 })
                await storage.DiscardAsync(call.Staged, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Answers a path of the API that is known, for a method that is not.</summary>
    public static Task RefuseMethodAsync(HttpContext context, string allow)
    {
        Begin(context, allow);
        return HttpMethods.IsOptions(context.Request.Method)
            ? ApiResult.Json(StatusCodes.Status200OK, writer =>
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            }).WriteAsync(context)
            : ErrorResponses.MethodNotAllowed(context.Request.Method).WriteAsync(context);
    }

    /// <summary>Answers a path of the API that is not known.</summary>
    public static Task RefusePathAsync(HttpContext context)
    {
        Begin(context, allow: null);
        var unloaded = context.RequestServices.GetRequiredService<UnloadedPlugins>();
        // For example repositories/rpm/rpm/.
        var plugin = (context.Request.RouteValues["unknown"] as string ?? "").Split('/').Take(2).Select(unloaded.Find).FirstOrDefault(found => found is not null);
        return (plugin is null ? ErrorResponses.NotFound() : ErrorResponses.NotLoaded(plugin)).WriteAsync(context);
    }

    private static string Begin(HttpContext context, string? allow)
    {
        var correlationId = CorrelationId.Of(context.Request);
        var headers = context.Response.Headers;
        headers[CorrelationId.Header] = correlationId;
        headers.AccessControlExposeHeaders = CorrelationId.Header;
        headers.Vary = "Accept, Cookie";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        if (allow is not null)
            headers.Allow = allow;
        return correlationId;
    }

    // Routing takes a path with and without its last slash for the same; Pulp does not.
    private static ApiResult? MissesSlash(HttpContext context, ApiEndpoint endpoint)
    {
        var request = context.Request;
        if (endpoint.Route is [.., not '/'] || request.Path.Value!.EndsWith('/'))
            return null;
        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            ? ApiResult.Moved($"{request.PathBase.Add(request.Path).ToUriComponent()}/{request.QueryString}")
            : ApiResult.Detail(StatusCodes.Status404NotFound, "Not found. The path must end with a slash.");
    }

    private async ValueTask RequireAsync(HttpContext context, ApiEndpoint endpoint, Caller caller)
    {
        var permission = endpoint.Permission;
        if (permission.Scope == PermissionScope.Public)
            return;
        if (caller.IsAnonymous)
        {
            throw new RequestRefusedException(
                ErrorResponses.Unauthenticated(context.Request, context.Features.Get<ICallerFeature>()?.Refusal), "A login is needed.");
        }

        switch (permission.Scope)
        {
            case PermissionScope.Global:
                if (!await evaluator.IsAllowedAsync(caller, permission.Permission!, objectPrn: null, context.RequestAborted).ConfigureAwait(false))
                    throw RequestRefusedException.Forbidden();
                break;
            case PermissionScope.Create:
                // Which governor it is says the body; who has the permission nowhere need not be read.
                if (await evaluator.VisibleAsync(caller, permission.Permission!, context.RequestAborted).ConfigureAwait(false) is { Ids.Count: 0 }
                    && !await evaluator.IsAllowedAsync(caller, permission.ViewPermission!, objectPrn: null, context.RequestAborted).ConfigureAwait(false))
                    throw RequestRefusedException.Forbidden();
                break;
            case PermissionScope.Object:
                var prn = endpoint.ObjectPrn!(context.Request.RouteValues);
                if (!await IsAllowedAsync(permission.ViewPermission!, prn, isView: true).ConfigureAwait(false))
                    throw RequestRefusedException.NotFound(endpoint.Model ?? "object");
                if (permission.Permission != permission.ViewPermission && !await IsAllowedAsync(permission.Permission!, prn, isView: false).ConfigureAwait(false))
                    throw RequestRefusedException.Forbidden();
                break;
        }

        async ValueTask<bool> IsAllowedAsync(string needed, string prn, bool isView) =>
            await evaluator.IsAllowedAsync(caller, needed, prn, context.RequestAborted).ConfigureAwait(false)
            || (endpoint.OwnerAsync is { } ownerAsync
                && Ownership.Allows(caller, await ownerAsync(context.Request.RouteValues, context.RequestAborted).ConfigureAwait(false), needed, isView));
    }

    [LoggerMessage(EventId = 3000, Level = LogLevel.Error, Message = "{Method} {Route} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method, string route);
}
