using Pulp.Digests;
using Pulp.Plugins.Container.Protocol;

namespace Pulp.Plugins.Container.Naming;

/// <summary>
/// Reads digests as registries write them: <c>sha256:</c> and 64 lower-case hexadecimal digits.
/// </summary>
internal static class OciDigest
{
    private const string Algorithm = "sha256:";

    /// <summary>Reads a digest of the one algorithm that is used here.</summary>
    public static bool TryParse(string? text, out Digest digest)
    {
        digest = default;
        return text is not null && text.StartsWith(Algorithm, StringComparison.Ordinal)
            && !text.AsSpan(Algorithm.Length).ContainsAnyInRange('A', 'F') && Digest.TryParse(text, out digest);
    }

    /// <summary>Reads a digest that a client sent.</summary>
    /// <exception cref="RegistryException">It is malformed, or of another algorithm.</exception>
    public static Digest Parse(string? text)
    {
        if (TryParse(text, out var digest))
            return digest;
        throw text is not null && IsOfOtherAlgorithm(text)
            ? new RegistryException(RegistryError.Unsupported, "Only SHA-256 digests are supported.")
            : new RegistryException(RegistryError.DigestInvalid, "The digest is malformed: it takes sha256: and 64 lower-case hexadecimal digits.");
    }

    /// <summary>Computes the digest of a document.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes) => Digest.Sha256(System.Security.Cryptography.SHA256.HashData(bytes));

    private static bool IsOfOtherAlgorithm(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && text[..colon] is "sha512" or "sha384" or "blake3" && text.AsSpan(colon + 1).Length >= 64
            && text[(colon + 1)..].All(char.IsAsciiHexDigitLower);
    }
}
