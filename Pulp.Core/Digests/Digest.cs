using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Pulp.Digests;

/// <summary>
/// Represents one digest: an algorithm and its value in lower-case hexadecimal.
/// </summary>
public readonly record struct Digest
{
    private Digest(DigestAlgorithm algorithm, string hex)
    {
        Algorithm = algorithm;
        Hex = hex;
    }

    /// <summary>Gets the algorithm.</summary>
    public DigestAlgorithm Algorithm { get; }

    /// <summary>Gets the value in lower-case hexadecimal.</summary>
    public string Hex { get; }

    /// <summary>
    /// Creates a SHA-256 digest from its raw bytes.
    /// </summary>
    /// <param name="hash">The 32 bytes of the hash.</param>
    /// <returns>The digest.</returns>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is not 32 bytes long.</exception>
    public static Digest Sha256(ReadOnlySpan<byte> hash) => FromBytes(DigestAlgorithm.Sha256, hash);

    /// <summary>
    /// Creates a digest from the raw bytes of a hash.
    /// </summary>
    /// <param name="algorithm">The algorithm that made the hash.</param>
    /// <param name="hash">The bytes, as many as the algorithm yields.</param>
    /// <returns>The digest.</returns>
    /// <exception cref="ArgumentException">The length does not fit the algorithm.</exception>
    public static Digest FromBytes(DigestAlgorithm algorithm, ReadOnlySpan<byte> hash)
    {
        if (hash.Length != DigestAlgorithms.SizeInBytes(algorithm))
            throw new ArgumentException($"A {DigestAlgorithms.NameOf(algorithm)} digest has {DigestAlgorithms.SizeInBytes(algorithm)} bytes, not {hash.Length}.", nameof(hash));
        return new Digest(algorithm, Convert.ToHexStringLower(hash));
    }

    /// <summary>
    /// Reads a digest of a known algorithm from hexadecimal text of either case.
    /// </summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="hex">The text.</param>
    /// <param name="digest">The digest, when the text has the right length and only hexadecimal digits.</param>
    /// <returns>Whether the text is a digest of this algorithm.</returns>
    public static bool TryParse(DigestAlgorithm algorithm, [NotNullWhen(true)] string? hex, out Digest digest)
    {
        digest = default;
        if (hex is null || hex.Length != 2 * DigestAlgorithms.SizeInBytes(algorithm))
            return false;
        var lower = true;
        foreach (var c in hex)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
            lower &= !char.IsAsciiLetterUpper(c);
        }

        digest = new Digest(algorithm, lower ? hex : hex.ToLowerInvariant());
        return true;
    }

    /// <summary>
    /// Reads a digest written as <c>algorithm:hex</c>.
    /// </summary>
    /// <param name="text">The text, for example <c>sha256:ab12…</c>.</param>
    /// <param name="digest">The digest, when the text is well-formed and the algorithm known.</param>
    /// <returns>Whether the text is a digest.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        var colon = text?.IndexOf(':') ?? -1;
        return colon > 0
            && DigestAlgorithms.TryParse(text.AsSpan(0, colon), out var algorithm)
            && TryParse(algorithm, text![(colon + 1)..], out digest);
    }

    /// <summary>
    /// Compares with another digest in constant time.
    /// </summary>
    /// <param name="other">The other digest.</param>
    /// <returns>Whether algorithm and value are equal.</returns>
    public bool FixedTimeEquals(Digest other) =>
        Algorithm == other.Algorithm && CryptographicOperations.FixedTimeEquals(ToBytes(), other.ToBytes());

    /// <summary>Gets the raw bytes of the value.</summary>
    /// <returns>A new array.</returns>
    public byte[] ToBytes() => Convert.FromHexString(Hex);

    /// <summary>Gets the digest as <c>algorithm:hex</c>.</summary>
    /// <returns>The text that <see cref="TryParse(string?, out Digest)"/> reads.</returns>
    public override string ToString() => $"{DigestAlgorithms.NameOf(Algorithm)}:{Hex}";
}
