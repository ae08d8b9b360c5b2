using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Pulp.Plugins;
using Pulp.Serving;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Writes a status with its reason as text, as the content app says everything that is no file.
/// </summary>
internal static class TextAnswer
{
    public static Task WriteAsync(HttpContext context, int statusCode, string? reason = null)
    {
        var response = context.Response;
        response.StatusCode = statusCode;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        var body = Encoding.UTF8.GetBytes($"{statusCode}: {reason ?? ReasonPhrases.GetReasonPhrase(statusCode)}");
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>Answers a path that would be of a plugin which is not loaded.</summary>
    public static Task WriteAsync(HttpContext context, PluginStatus unloaded) =>
        WriteAsync(context, StatusCodes.Status404NotFound, $"The plugin '{unloaded.Label}', which serves this, is not loaded.");

    public static Task RefuseMethodAsync(HttpContext context, string allow)
    {
        context.Response.Headers.Allow = allow;
        return WriteAsync(context, StatusCodes.Status405MethodNotAllowed);
    }

    /// <summary>Redirects to the same path with a slash at its end. Only the path is named, so that it leads nowhere else.</summary>
    public static Task AddSlashAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers.Location = $"/{request.PathBase.Add(request.Path).ToUriComponent().TrimStart('/')}/{request.QueryString.ToUriComponent()}";
        return Task.CompletedTask;
    }

    public static Task WriteAsync(HttpContext context, FetchFailure failure) => WriteAsync(context, StatusOf(failure), failure.Reason);

    // Upstream's own login, proxy and faults are no business of the client; everything else is passed on.
    internal static int StatusOf(FetchFailure failure) => failure.Kind switch
    {
        FetchFailureKind.RateLimited => StatusCodes.Status429TooManyRequests,
        FetchFailureKind.Unreachable => StatusCodes.Status504GatewayTimeout,
        FetchFailureKind.Storage => StatusCodes.Status503ServiceUnavailable,
        FetchFailureKind.UpstreamStatus => failure.UpstreamStatus switch
        {
            StatusCodes.Status503ServiceUnavailable => StatusCodes.Status503ServiceUnavailable,
            StatusCodes.Status401Unauthorized or StatusCodes.Status407ProxyAuthenticationRequired or StatusCodes.Status408RequestTimeout => StatusCodes.Status502BadGateway,
            >= 400 and < 500 => failure.UpstreamStatus.Value,
            _ => StatusCodes.Status502BadGateway,
        },
        _ => StatusCodes.Status404NotFound,
    };
}
