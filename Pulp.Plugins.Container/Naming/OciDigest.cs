using System.Security.Cryptography;
using Pulp.Digests;
using Pulp.Plugins.Container.Protocol;

namespace Pulp.Plugins.Container.Naming;

/// <summary>
/// Reads digests as registries write them: <c>sha256:</c> and 64, or <c>sha512:</c> and 128 lower-case hexadecimal digits.
/// </summary>
/// <remarks>These are the algorithms that the image specification registers; the second is its optional one, used by who asks for it.</remarks>
internal static class OciDigest
{
    /// <summary>Reads a digest of an algorithm that is used here.</summary>
    public static bool TryParse(string? text, out Digest digest)
    {
        digest = default;
        return text is not null && TryReadAlgorithm(text[..Math.Max(text.IndexOf(':', StringComparison.Ordinal), 0)], out _)
            && !text.AsSpan().ContainsAnyInRange('A', 'F') && Digest.TryParse(text, out digest);
    }

    /// <summary>Reads a digest that a client sent.</summary>
    /// <exception cref="RegistryException">It is malformed, or of another algorithm.</exception>
    public static Digest Parse(string? text)
    {
        if (TryParse(text, out var digest))
            return digest;
        throw text is not null && IsOfOtherAlgorithm(text)
            ? Unsupported()
            : new RegistryException(RegistryError.DigestInvalid, "The digest is malformed: it takes sha256: and 64, or sha512: and 128 lower-case hexadecimal digits.");
    }

    /// <summary>Reads the name of an algorithm that a client sent; without one it is SHA-256.</summary>
    /// <exception cref="RegistryException">It is another algorithm.</exception>
    public static DigestAlgorithm ParseAlgorithm(string? name) =>
        string.IsNullOrEmpty(name) ? DigestAlgorithm.Sha256 : TryReadAlgorithm(name, out var algorithm) ? algorithm : throw Unsupported();

    /// <summary>Computes the digest of a document.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes, DigestAlgorithm algorithm = DigestAlgorithm.Sha256) =>
        Digest.FromBytes(algorithm, algorithm == DigestAlgorithm.Sha512 ? SHA512.HashData(bytes) : SHA256.HashData(bytes));

    private static bool TryReadAlgorithm(string name, out DigestAlgorithm algorithm)
    {
        algorithm = name == "sha512" ? DigestAlgorithm.Sha512 : DigestAlgorithm.Sha256;
        return name is "sha256" or "sha512";
    }

    private static bool IsOfOtherAlgorithm(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && text[..colon] is "sha384" or "blake3" && text.AsSpan(colon + 1).Length >= 64
            && text[(colon + 1)..].All(char.IsAsciiHexDigitLower);
    }

    private static RegistryException Unsupported() => new(RegistryError.Unsupported, "Only SHA-256 and SHA-512 digests are supported.");
}
