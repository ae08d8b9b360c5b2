using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.Plugins.Container.Registry;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Writes answers in the specification's form.
/// </summary>
internal static class RegistryAnswers
{
    // Media types hold plus signs; nothing here is put into a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an error.</summary>
    /// <param name="http">The request.</param>
    /// <param name="error">The error.</param>
    /// <param name="message">What is wrong, in words.</param>
    /// <param name="detail">What it is about; null for nothing.</param>
    public static Task WriteErrorAsync(HttpContext http, RegistryError error, string message, string? detail = null)
    {
        http.Response.StatusCode = error.StatusCode;
        return WriteJsonAsync(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("errors");
            writer.WriteStartObject();
            writer.WriteString("code", error.Code);
            writer.WriteString("message", message);
            if (detail is not null)
                writer.WriteString("detail", detail);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    /// <summary>Writes a refusal.</summary>
    public static Task WriteErrorAsync(HttpContext http, RegistryException refused)
    {
        if (refused.RetryAfter is { } pause)
            http.Response.Headers.RetryAfter = string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(pause.TotalSeconds)}");
        return WriteErrorAsync(http, refused.Error, refused.Message, refused.Detail);
    }

    /// <summary>Writes a document, with the status that is set.</summary>
    public static Task WriteJsonAsync(HttpContext http, Action<Utf8JsonWriter> write, string contentType = "application/json") => WriteAsync(http, ToJson(write), contentType);

    /// <summary>Writes a body, with the status that is set.</summary>
    public static Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> body, string contentType)
    {
        Announce(http);
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    /// <summary>Answers without a body.</summary>
    /// <param name="http">The request.</param>
    /// <param name="statusCode">The status.</param>
    /// <param name="location">Where to go on; null for nowhere.</param>
    public static void Finish(HttpContext http, int statusCode, string? location = null)
    {
        Announce(http);
        http.Response.StatusCode = statusCode;
        if (location is not null)
            http.Response.Headers.Location = location;
        if (statusCode != StatusCodes.Status204NoContent)
            http.Response.ContentLength = 0;
    }

    /// <summary>States how far an upload is.</summary>
    public static void SetRange(HttpContext http, long received) =>
        http.Response.Headers.Range = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(received - 1, 0)}");

    public static void Announce(HttpContext http)
    {
        http.Response.Headers[RegistryHeaders.Version] = RegistryHeaders.VersionValue;
        http.Response.Headers[RegistryHeaders.Signatures] = RegistryHeaders.SignaturesValue;
    }

    public static byte[] ToJson(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Plain))
            write(writer);
        return stream.ToArray();
    }
}
