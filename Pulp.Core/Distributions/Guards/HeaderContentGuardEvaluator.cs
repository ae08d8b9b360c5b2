using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Decides for a <see cref="HeaderContentGuard"/>.
/// </summary>
internal sealed class HeaderContentGuardEvaluator : IContentGuardEvaluator
{
    public ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken)
    {
        var rule = (HeaderContentGuard)guard;
        return ValueTask.FromResult(request.GetHeader(rule.HeaderName) is { } header && Decode(header) is { } decoded && Fits(rule, decoded)
            ? null
            : $"The header {rule.HeaderName} is missing or not the one that is asked for.");
    }

    private static byte[]? Decode(string header)
    {
        var text = header.Trim();
        return Base64.IsValid(text) ? Convert.FromBase64String(text) : null;
    }

    private static bool Fits(HeaderContentGuard rule, byte[] decoded) => rule.JqFilter is { } filter
        ? JqPath.TryParse(filter, out var path) && Find(path, decoded) is { } found && AreEqual(rule, Encoding.UTF8.GetBytes(found))
        : AreEqual(rule, decoded);

    // The value may be a secret that the client is to know.
    private static bool AreEqual(HeaderContentGuard rule, byte[] value) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(rule.HeaderValue), value);

    private static string? Find(JqPath path, byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return path.Find(document.RootElement) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or a text that is no Unicode.
            return null;
        }
    }
}
