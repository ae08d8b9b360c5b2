using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Pulp.Serving;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Begins the answer with a file: conditions (RFC 9110, section 13), one range (section 14), headers.
/// </summary>
/// <remarks>A request for several ranges is answered with the whole file, as the RFC allows: their sum may be many times the file.</remarks>
internal static class FileResponse
{
    public const string SizeHeader = "X-PULP-ARTIFACT-SIZE";
    public const string CacheHeader = "X-PULP-CACHE";

    /// <summary>Begins the answer.</summary>
    /// <returns>The part of the file to send (its length is negative when the size is not known), or null when the answer has no body.</returns>
    public static (long Offset, long Length)? Begin(HttpContext context, ServedFile file)
    {
        var response = context.Response;
        WriteValidators(response, file.ETag, file.LastModified);
        if (Stopped(context.Request, file.ETag, file.LastModified) is { } status)
            return Stop(response, status);
        response.ContentType = file.ContentType;
        response.Headers.AcceptRanges = file.Size is null ? default(StringValues) : "bytes";
        foreach (var (name, value) in file.Headers)
            response.Headers[name] = value;
        if (file.Size is { } size)
        {
            response.Headers[SizeHeader] = size.ToString(CultureInfo.InvariantCulture);
            return Begin(context, size, file.ETag, file.LastModified);
        }

        return HttpMethods.IsHead(context.Request.Method) ? null : (0, -1);
    }

    /// <summary>Sends an answer that is in memory.</summary>
    public static Task SendAsync(HttpContext context, ReadyAnswer answer, bool fromCache)
    {
        var response = context.Response;
        var headers = response.Headers;
        headers[CacheHeader] = fromCache ? "HIT" : "MISS";
        WriteValidators(response, answer.ETag, answer.LastModified);
        if (answer.VariesByAccept)
            headers.Vary = "Accept";
        if (Stopped(context.Request, answer.ETag, answer.LastModified) is { } status)
        {
            Stop(response, status);
            return Task.CompletedTask;
        }

        headers.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
            headers[name] = value;
        var body = answer.Body;
        if (answer.IsFile)
        {
            headers.AcceptRanges = "bytes";
            if (Begin(context, body.Length, answer.ETag, answer.LastModified) is not { } part)
                return Task.CompletedTask;
            body = body.Slice((int)part.Offset, (int)part.Length);
        }
        else
        {
            headers.ContentLength = body.Length;
            if (HttpMethods.IsHead(context.Request.Method))
                return Task.CompletedTask;
        }

        return WriteAsync(context, body);
    }

    private static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        // What is small lies ready until the server flushes it together with the headers; that is one system call instead of two.
        var writer = context.Response.BodyWriter;
        if (body.Length > GrowingLimit)
            return writer.WriteAsync(body, context.RequestAborted).AsTask();
        body.Span.CopyTo(writer.GetSpan(body.Length));
        writer.Advance(body.Length);
        return Task.CompletedTask;
    }

    private const int GrowingLimit = 64 * 1024;

    private static void WriteValidators(HttpResponse response, string? etag, string? lastModified)
    {
        if (etag is not null)
            response.Headers.ETag = etag;
        if (lastModified is not null)
            response.Headers.LastModified = lastModified;
    }

    private static (long Offset, long Length)? Stop(HttpResponse response, int status)
    {
        response.StatusCode = status;
        if (status != StatusCodes.Status304NotModified)
            response.ContentLength = 0;
        return null;
    }

    // In the order of RFC 9110, section 13.2.2; what has no tag or date is not compared with one.
    private static int? Stopped(HttpRequest request, string? etag, string? lastModified)
    {
        var headers = request.Headers;
        if (headers.IfMatch.Count > 0)
        {
            if (etag is not null && !EntityTags.AnyMatches(headers.IfMatch, etag, isStrong: true))
                return StatusCodes.Status412PreconditionFailed;
        }
        else if (headers.IfUnmodifiedSince.Count > 0 && IsNewer(lastModified, headers.IfUnmodifiedSince) == true)
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        var isUnchanged = headers.IfNoneMatch.Count > 0
            ? EntityTags.AnyMatches(headers.IfNoneMatch, etag)
            : headers.IfModifiedSince.Count > 0 && IsNewer(lastModified, headers.IfModifiedSince) == false;
        return isUnchanged ? StatusCodes.Status304NotModified : null;
    }

    private static bool? IsNewer(string? lastModified, StringValues date) =>
        lastModified is not null && HttpDate.TryParse(date.ToString(), out var since) && HttpDate.TryParse(lastModified, out var modified) ? modified > since : null;

    private static (long Offset, long Length)? Begin(HttpContext context, long size, string? etag, string? lastModified)
    {
        var (request, response) = (context.Request, context.Response);
        var part = (Offset: 0L, Length: size);
        // Only GET has ranges (section 14.2): who asks by HEAD how long the file is, is told of the whole.
        if (request.Headers.Range.Count == 1 && HttpMethods.IsGet(request.Method) && RangeHolds(request.Headers.IfRange, etag, lastModified))
        {
            switch (ByteRange.Read(request.Headers.Range.ToString(), size, out var range))
            {
                case RangeAnswer.Part:
                    part = (range.First, range.Length);
                    response.StatusCode = StatusCodes.Status206PartialContent;
                    response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.First}-{range.First + range.Length - 1}/{size}");
                    break;
                case RangeAnswer.Unsatisfiable:
                    response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                    response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{size}");
                    response.Headers.ContentType = default(StringValues);
                    response.ContentLength = 0;
                    return null;
            }
        }

        response.ContentLength = part.Length;
        return HttpMethods.IsHead(request.Method) ? null : part;
    }

    // A range counts only while the client's part is of the same bytes: by strong tag, or by the exact date.
    private static bool RangeHolds(StringValues ifRange, string? etag, string? lastModified) =>
        ifRange.Count == 0 || (ifRange.Count == 1 && ifRange[0] is { } value && (value == etag || value == lastModified));
}
