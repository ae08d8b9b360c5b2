using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pulp.Serving;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Takes from a request what a ready answer may depend on.
/// </summary>
internal static class ReadyRequests
{
    /// <summary>Takes the request's path and what else an answer may depend on.</summary>
    /// <returns>Whether the request can be answered from memory at all: it reads, and has no query.</returns>
    public static bool TryOf(HttpContext context, out ReadyRequest ready)
    {
        ready = default;
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return false;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(target) || target[0] != '/' || target.Contains('?', StringComparison.Ordinal))
            return false;
        var headers = request.Headers;
        ready = new ReadyRequest(target, headers.Accept.Count == 0 ? null : headers.Accept.ToString(), request.Scheme, headers.Host.ToString(), headers.Authorization.Count > 0);
        return true;
    }
}
