using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Pulp.Signing;

/// <summary>
/// Represents a public OpenPGP key.
/// </summary>
/// <param name="Fingerprint">The fingerprint of its primary key in upper case.</param>
/// <param name="Subkeys">The fingerprints of the keys that belong to it.</param>
/// <param name="Packets">The key in binary.</param>
public sealed record OpenPgpKey(string Fingerprint, IReadOnlyList<string> Subkeys, ReadOnlyMemory<byte> Packets)
{
    private const int MaximumLength = 1024 * 1024;

    /// <summary>Reads a key with ASCII armor, as <c>gpg --armor --export</c> writes it.</summary>
    /// <param name="armored">The text.</param>
    /// <returns>The key.</returns>
    /// <exception cref="OpenPgpFormatException">It is no public key, or several.</exception>
    public static OpenPgpKey Parse(string armored)
    {
        var bytes = Encoding.UTF8.GetBytes(armored);
        if (bytes.Length > MaximumLength || !OpenPgpArmor.IsArmored(bytes))
            throw new OpenPgpFormatException("This is no OpenPGP public key with ASCII armor; write one with: gpg --armor --export <key>");
        var packets = OpenPgpArmor.Decode(bytes);
        var keys = OpenPgpPackets.Read(packets).ToList();
        return keys is [{ Tag: OpenPgpPackets.PublicKey, Body: var primary }, ..] && keys.Count(packet => packet.Tag == OpenPgpPackets.PublicKey) == 1
            ? new OpenPgpKey(FingerprintOf(primary.Span), [.. keys.Where(packet => packet.Tag == OpenPgpPackets.PublicSubkey).Select(packet => FingerprintOf(packet.Body.Span))], packets)
            : throw new OpenPgpFormatException("The text does not hold exactly one OpenPGP public key.");
    }

    /// <summary>Gets whether an identifier is of this key, or of one that belongs to it.</summary>
    /// <param name="keyId">The identifier, 16 hexadecimal digits.</param>
    /// <returns>Whether it is.</returns>
    public bool Owns(string keyId) => Subkeys.Append(Fingerprint).Any(fingerprint => keyId.Equals(KeyIdOf(fingerprint), StringComparison.OrdinalIgnoreCase));

    /// <summary>Gets the identifier of a key: of version 4 the end of its fingerprint, of later ones the beginning.</summary>
    internal static string KeyIdOf(string fingerprint) => fingerprint.Length == 40 ? fingerprint[^16..] : fingerprint[..16];

    /// <inheritdoc/>
    public override string ToString() => Fingerprint;

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The fingerprint of a version 4 key is a SHA-1 by definition (RFC 9580, section 5.5.4).")]
    private static string FingerprintOf(ReadOnlySpan<byte> body)
    {
        if (body is not [4 or 5 or 6, ..])
            throw new OpenPgpFormatException("The OpenPGP key is of a version that is not supported.");
        var isShort = body[0] == 4;
        var hashed = new byte[(isShort ? 3 : 5) + body.Length];
        hashed[0] = body[0] switch { 4 => 0x99, 5 => 0x9A, _ => 0x9B };
        if (isShort)
            BinaryPrimitives.WriteUInt16BigEndian(hashed.AsSpan(1), (ushort)body.Length);
        else
            BinaryPrimitives.WriteUInt32BigEndian(hashed.AsSpan(1), (uint)body.Length);
        body.CopyTo(hashed.AsSpan(isShort ? 3 : 5));
        return Convert.ToHexString(isShort ? SHA1.HashData(hashed) : SHA256.HashData(hashed));
    }
}
