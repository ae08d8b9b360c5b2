using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pulp.Serving;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Writes answers that are not kept.
/// </summary>
internal static class TextAnswers
{
    private const int LongestReason = 200;

    /// <summary>Refuses in words: as the body, and as the status line's reason, which is all that some upload clients show.</summary>
    public static Task RefuseAsync(HttpContext http, int statusCode, string message)
    {
        http.Response.StatusCode = statusCode;
        SetReason(http, message);
        return WriteAsync(http, Encoding.UTF8.GetBytes(message), "text/plain; charset=utf-8");
    }

    /// <summary>Says in the status line what is wrong.</summary>
    public static void SetReason(HttpContext http, string message) => http.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = ReasonOf(message);

    /// <summary>Answers with a page made for this request, or 304 to a client that has it.</summary>
    public static Task SendPageAsync(HttpContext http, ReadOnlyMemory<byte> page, string contentType, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var etag = ReadyAnswer.ETagOf(page.Span);
        http.Response.Headers.ETag = etag;
        http.Response.Headers.Vary = "Accept";
        http.Response.Headers.CacheControl = "no-cache";
        foreach (var (name, value) in headers)
            http.Response.Headers[name] = value;
        if (!http.Request.Headers.IfNoneMatch.Any(value => value?.Contains(etag, StringComparison.Ordinal) == true))
            return WriteAsync(http, page, contentType);
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }

    /// <summary>Writes a body.</summary>
    public static Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> body, string contentType)
    {
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    private static string ReasonOf(string message) => string.Create(
        CultureInfo.InvariantCulture, $"{new string([.. message.Take(LongestReason).Select(c => c is >= ' ' and <= '~' ? c : '?')])}");
}
