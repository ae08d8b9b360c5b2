using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Signing;

namespace Pulp.Plugins.Container.Signatures;

/// <summary>
/// Reads atomic container signatures: an OpenPGP message with a JSON document that names a manifest (containers/image, docs/containers-signature.5.md).
/// </summary>
/// <remarks>Who signed is what the message says. To verify it is up to those who pull, who alone know which keys they trust.</remarks>
internal static class AtomicSignature
{
    /// <summary>The most bytes a signature may have, also once it is unpacked.</summary>
    public const int MaximumSize = 4 * 1000 * 1000;

    public const string Type = "atomic";
    private const string PayloadType = "atomic container signature";
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Reads a signature.</summary>
    /// <param name="manifestDigest">The digest by which the manifest is known that it must be of.</param>
    /// <param name="bytes">The signature.</param>
    /// <param name="name">Its name; null for one made of its digest.</param>
    /// <param name="document">The manifest's document: the tools that sign know its SHA-256 alone, by whatever digest it is known here; null when it is not at hand.</param>
    /// <exception cref="InvalidSignatureException">It is damaged, too large, or of something else.</exception>
    public static ManifestSignature Read(string manifestDigest, ReadOnlyMemory<byte> bytes, string? name = null, string? document = null)
    {
        try
        {
            var message = OpenPgpMessage.Read(bytes, MaximumSize);
            using var payload = JsonDocument.Parse(message.Content ?? throw new InvalidSignatureException("The signature is detached; it must hold what it signs."), Strict);
            var critical = payload.RootElement.GetProperty("critical");
            if (critical.GetProperty("type").GetString() != PayloadType)
                throw new InvalidSignatureException($"What is signed is no '{PayloadType}'.");
            if (!IsOf(critical.GetProperty("image").GetProperty("docker-manifest-digest").GetString(), manifestDigest, document))
                throw new InvalidSignatureException("Another manifest is signed.");
            if (critical.GetProperty("identity").GetProperty("docker-reference").GetString() is null)
                throw new InvalidSignatureException("The signature does not say under which name the image goes.");
            var (creator, timestamp) = payload.RootElement.TryGetProperty("optional", out var optional) && optional.ValueKind == JsonValueKind.Object ? OptionalOf(optional) : ("", null);
            var signer = message.Signatures[0];
            var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes.Span))}";
            return new ManifestSignature
            {
                Name = name ?? NameOf(manifestDigest, digest),
                Digest = digest,
                Type = Type,
                KeyId = signer.KeyId,
                Fingerprint = signer.Fingerprint,
                Timestamp = timestamp ?? signer.Created?.ToUnixTimeSeconds() ?? 0,
                Creator = creator,
                Manifest = manifestDigest,
                Data = Convert.ToBase64String(bytes.Span),
            };
        }
        catch (OpenPgpFormatException exception)
        {
            throw new InvalidSignatureException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidSignatureException("What is signed is not the JSON document of an atomic container signature.", exception);
        }
    }

    /// <summary>Gets the name that a signature has beside a manifest.</summary>
    /// <param name="manifestDigest">The manifest's digest.</param>
    /// <param name="signatureDigest">The SHA-256 digest of the signature.</param>
    public static string NameOf(string manifestDigest, string signatureDigest) => $"{manifestDigest}@{signatureDigest["sha256:".Length..][..32]}";

    /// <summary>Gets the full name of the image that a signature was made for.</summary>
    public static string ReferenceOf(ManifestSignature signature)
    {
        using var payload = JsonDocument.Parse(OpenPgpMessage.Read(Convert.FromBase64String(signature.Data), MaximumSize).Content!.Value, Strict);
        return payload.RootElement.GetProperty("critical").GetProperty("identity").GetProperty("docker-reference").GetString()!;
    }

    private static bool IsOf(string? signed, string manifestDigest, string? document) =>
        signed == manifestDigest || (document is not null && signed == OciDigest.Of(Encoding.UTF8.GetBytes(document)).ToString());

    private static (string Creator, long? Timestamp) OptionalOf(JsonElement optional) => (
        optional.TryGetProperty("creator", out var creator) && creator.ValueKind == JsonValueKind.String ? creator.GetString()! : "",
        optional.TryGetProperty("timestamp", out var timestamp) && timestamp.ValueKind == JsonValueKind.Number && timestamp.TryGetInt64(out var seconds) ? seconds : null);
}
