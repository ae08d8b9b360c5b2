using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Pulp.Plugins.Container.Tokens;

/// <summary>
/// Writes and reads signed tokens (RFC 7519) of the one kind that is used here: ES256 under the own key. Whatever else a header says is not followed.
/// </summary>
internal sealed class JsonWebToken
{
    private const int MaximumLength = 16 * 1024;
    private const string Algorithm = "ES256";
    private readonly TokenKey key;

    public JsonWebToken(TokenKey key) => this.key = key;

    public string Write(Action<Utf8JsonWriter> claims)
    {
        var header = Json(writer =>
        {
            writer.WriteString("typ", "JWT");
            writer.WriteString("alg", Algorithm);
            writer.WriteString("kid", key.Id);
        });
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(Json(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Gets the claims of a token, or null when the signature is not of the own key.</summary>
    public JsonDocument? Read(string token)
    {
        if (token.Length > MaximumLength || token.Split('.') is not [var header, var claims, var signature])
            return null;
        try
        {
            using var stated = JsonDocument.Parse(Base64Url.DecodeFromChars(header));
            if (Text(stated.RootElement, "alg") != Algorithm || Text(stated.RootElement, "kid") != key.Id
                || !key.Verify(Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature)))
                return null;
            return JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
