using System.Text.Json;

namespace Pulp.Downloads;

/// <summary>
/// Represents a token of an upstream's token server.
/// </summary>
/// <param name="Authorization">The value of the Authorization header.</param>
/// <param name="Ends">When it is no longer used.</param>
internal sealed record UpstreamToken(string Authorization, DateTimeOffset Ends)
{
    /// <summary>The size up to which a token server's answer is read, in bytes.</summary>
    public const int MaximumSize = 256 * 1024;

    private const double ShortestLife = 60;

    /// <summary>Reads a token server's answer; null when there is no token in it.</summary>
    public static UpstreamToken? Read(ReadOnlyMemory<byte> answer, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            if ((TextOf(root, "token") ?? TextOf(root, "access_token")) is not { } token || token.Any(c => c is <= ' ' or > '~'))
                return null;
            var life = root.TryGetProperty("expires_in", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var seconds) ? seconds : ShortestLife;

            // A tenth less, so that it does not end on its way.
            return new UpstreamToken("Bearer " + token, now.AddSeconds(Math.Clamp(life, 0, 86_400) * 0.9));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
