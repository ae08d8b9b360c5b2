using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Represents an answer of the REST API.
/// </summary>
internal sealed class ApiResult
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Action<Utf8JsonWriter>? body;
    private readonly (string ContentType, ReadOnlyMemory<byte> Content)? ready;
    private readonly Func<HttpContext, Task>? send;

    private ApiResult(int statusCode, Action<Utf8JsonWriter>? body)
    {
        StatusCode = statusCode;
        this.body = body;
    }

    private ApiResult(string contentType, ReadOnlyMemory<byte> content)
    {
        StatusCode = StatusCodes.Status200OK;
        ready = (contentType, content);
    }

    private ApiResult(Func<HttpContext, Task> send)
    {
        StatusCode = StatusCodes.Status200OK;
        this.send = send;
    }

    public int StatusCode { get; }

    public string? Location { get; init; }

    /// <summary>Gets further headers, for example <c>WWW-Authenticate</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static ApiResult Json(int statusCode, Action<Utf8JsonWriter> body) => new(statusCode, body);

    public static ApiResult Created(string location, Action<Utf8JsonWriter> body) => new(StatusCodes.Status201Created, body) { Location = location };

    /// <summary>Makes an answer of bytes that are ready.</summary>
    public static ApiResult Bytes(string contentType, ReadOnlyMemory<byte> content) => new(contentType, content);

    /// <summary>Makes an answer that something else sends, its status and headers included.</summary>
    public static ApiResult Sent(Func<HttpContext, Task> send) => new(send);

    public static ApiResult Moved(string location) => new(StatusCodes.Status301MovedPermanently, body: null) { Location = location };

    public static ApiResult Empty(int statusCode) => new(statusCode, body: null);

    public static ApiResult Detail(int statusCode, string detail, params IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new(statusCode, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("detail"u8, detail);
            writer.WriteEndObject();
        })
        {
            Headers = headers,
        };

    public async Task WriteAsync(HttpContext context)
    {
        if (send is not null)
        {
            await send(context).ConfigureAwait(false);
        }
        else if (ready is { } bytes)
        {
            Begin(context.Response);
            await SendAsync(context, bytes.ContentType, bytes.Content).ConfigureAwait(false);
        }
        else if (body is not null)
        {
            using var buffer = new PooledBuffer();
            using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
                body(writer);
            Begin(context.Response);
            await SendAsync(context, "application/json", buffer.Written).ConfigureAwait(false);
        }
        else
        {
            Begin(context.Response);
        }
    }

    private static async Task SendAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> content)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    }

    private void Begin(HttpResponse response)
    {
        response.StatusCode = StatusCode;
        if (Location is not null)
            response.Headers.Location = Location;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
    }
}
