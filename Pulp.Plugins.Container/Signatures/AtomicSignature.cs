using System.Text.Json;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;

namespace Pulp.Plugins.Container.Signatures;

/// <summary>
/// Reads atomic container signatures: OpenPGP messages that sign a JSON document with the digest of a manifest.
/// </summary>
internal static class AtomicSignature
{
    /// <summary>The size up to which a signature is taken, in bytes.</summary>
    public const int MaximumSize = 4 * 1024 * 1024;

    private const string TypeName = "atomic container signature";
    private const int NameLength = 32;

    /// <summary>Reads a signature. Whether the key may be trusted is for those who pull to decide.</summary>
    /// <param name="bytes">The signature.</param>
    /// <param name="manifest">The digest of the manifest it must be for.</param>
    /// <param name="name">The name it has elsewhere; null to name it by its own digest.</param>
    /// <returns>The signature; null when it is none, or is for another manifest.</returns>
    public static ManifestSignature? Read(byte[] bytes, string manifest, string? name = null)
    {
        if (bytes.Length > MaximumSize || OpenPgpMessage.Read(bytes) is not { } message)
            return null;
        try
        {
            using var document = JsonDocument.Parse(message.Data);
            var critical = document.RootElement.GetProperty("critical");
            if (critical.GetProperty("type").GetString() != TypeName || critical.GetProperty("image").GetProperty("docker-manifest-digest").GetString() != manifest)
                return null;
            var digest = OciDigest.Of(bytes).ToString();
            var optional = document.RootElement.TryGetProperty("optional", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
            return new ManifestSignature
            {
                Name = IsNameOf(manifest, name) ? name! : $"{manifest}@{digest.AsSpan(digest.IndexOf(':', StringComparison.Ordinal) + 1, NameLength)}",
                Digest = digest,
                KeyId = message.KeyId,
                Timestamp = Find(optional, "timestamp") is { ValueKind: JsonValueKind.Number } time && time.TryGetInt64(out var seconds) ? seconds : 0,
                Creator = Find(optional, "creator") is { ValueKind: JsonValueKind.String } creator ? creator.GetString()! : "",
                Manifest = manifest,
                Data = Convert.ToBase64String(bytes),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static bool IsNameOf(string manifest, string? name) => name is not null && name.StartsWith(manifest + "@", StringComparison.Ordinal)
        && name.Length == manifest.Length + 1 + NameLength && name[(manifest.Length + 1)..].All(char.IsAsciiHexDigitLower);

    private static JsonElement? Find(JsonElement owner, string name) => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) ? value : null;
}
