using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Writes answers in the form of the Galaxy API.
/// </summary>
internal static class GalaxyAnswers
{
    public const string Json = "application/json";

    // Version ranges and addresses hold what the default would escape; nothing here is put into a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an error.</summary>
    /// <param name="http">The request.</param>
    /// <param name="error">The error.</param>
    /// <param name="detail">What is wrong, in words.</param>
    /// <param name="parameter">The field at fault; null for none.</param>
    public static Task WriteErrorAsync(HttpContext http, GalaxyError error, string detail, string? parameter = null)
    {
        if (error.StatusCode == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"galaxy\"";
        return WriteAsync(
            http,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("errors");
                writer.WriteStartObject();
                writer.WriteString("status", error.StatusCode.ToString(CultureInfo.InvariantCulture));
                writer.WriteString("code", error.Code);
                writer.WriteString("title", error.Title);
                writer.WriteString("detail", detail);
                if (parameter is not null)
                {
                    writer.WriteStartObject("source");
                    writer.WriteString("parameter", parameter);
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
                writer.WriteEndArray();

                // What ansible-galaxy shows its user: from API v3 the list, from anything else this.
                if (!http.Request.Path.Value!.Contains("/v3/", StringComparison.Ordinal))
                    writer.WriteString("default", detail);
                writer.WriteEndObject();
            },
            error.StatusCode);
    }

    /// <summary>Writes a document.</summary>
    public static Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> write, int statusCode = StatusCodes.Status200OK)
    {
        var body = ToJson(write);
        http.Response.StatusCode = statusCode;
        http.Response.ContentType = Json;
        http.Response.ContentLength = body.Length;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    /// <summary>Sends the client elsewhere, with the query it came with.</summary>
    /// <param name="http">The request.</param>
    /// <param name="location">The address.</param>
    /// <param name="statusCode">302, or 307 to keep the method.</param>
    public static Task RedirectAsync(HttpContext http, string location, int statusCode = StatusCodes.Status302Found)
    {
        http.Response.StatusCode = statusCode;
        http.Response.Headers.Location = location + http.Request.QueryString.Value;
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    public static byte[] ToJson(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = CreateWriter(stream))
            write(writer);
        return stream.ToArray();
    }

    public static Utf8JsonWriter CreateWriter(Stream stream) => new(stream, Plain);
}
