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

    private ApiResult(int statusCode, Action<Utf8JsonWriter>? body)
    {
        StatusCode = statusCode;
        this.body = body;
    }

    public int StatusCode { get; }

    public string? Location { get; init; }

    /// <summary>Gets further headers, for example <c>WWW-Authenticate</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static ApiResult Json(int statusCode, Action<Utf8JsonWriter> body) => new(statusCode, body);

    public static ApiResult Created(string location, Action<Utf8JsonWriter> body) => new(StatusCodes.Status201Created, body) { Location = location };

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
        var response = context.Response;
        if (body is null)
        {
            Begin();
            return;
        }

        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            body(writer);

        Begin();
        response.ContentType = "application/json";
        response.ContentLength = buffer.Written.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(buffer.Written, context.RequestAborted).ConfigureAwait(false);

        void Begin()
        {
            response.StatusCode = StatusCode;
            if (Location is not null)
                response.Headers.Location = Location;
            foreach (var (name, value) in Headers)
                response.Headers[name] = value;
        }
    }
}
