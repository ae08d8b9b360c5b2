using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Pulp.AspNetCore.Api.Bodies;

/// <summary>
/// Reads a body of JSON: at most so many bytes, at most 64 levels deep, valid UTF-8, no name twice.
/// </summary>
internal static class JsonBody
{
    private const int MaximumDepth = 64;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaximumDepth, AllowDuplicateProperties = false };

    public static async Task<JsonDocument?> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(request, limit, cancellationToken).ConfigureAwait(false);
        if (bytes.Length == 0)
            return null;
        if (!Utf8.IsValid(bytes))
            throw Refuse("the body is not valid UTF-8.");
        try
        {
            return Parse(bytes);
        }
        catch (JsonException exception)
        {
            throw Refuse(exception.Message);
        }
    }

    /// <summary>Parses JSON in UTF-8.</summary>
    /// <exception cref="JsonException">It is none, is too deep, has a name twice, or a text holds half of a surrogate pair.</exception>
    public static JsonDocument Parse(byte[] bytes)
    {
        CheckTexts(bytes);
        return JsonDocument.Parse(bytes, Options);
    }

    public static RequestRefusedException TooLarge(long limit) => RequestRefusedException.Detail(
        StatusCodes.Status413PayloadTooLarge, $"The request body is too large: at most {limit:N0} bytes are accepted here.");

    // The parser accepts an escape like \ud800 alone and fails later, wherever the text is first used.
    private static void CheckTexts(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaximumDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a text holds half of a surrogate pair.", exception);
        }
    }

    private static async Task<byte[]> ReadBytesAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            throw TooLarge(limit);
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 1024, 256, 64 * 1024));
        while (true)
        {
            var count = await request.Body.ReadAsync(buffer.GetMemory(4096), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                return buffer.WrittenSpan.ToArray();
            buffer.Advance(count);
            if (buffer.WrittenCount > limit)
                throw TooLarge(limit);
        }
    }

    private static RequestRefusedException Refuse(string reason) =>
        RequestRefusedException.Detail(StatusCodes.Status400BadRequest, $"JSON parse error - {reason}");
}
