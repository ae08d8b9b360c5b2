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

    /// <summary>Reads all keys of a text: several blocks with ASCII armor, or one that holds several keys.</summary>
    /// <param name="armored">The text.</param>
    /// <returns>The keys, one at least.</returns>
    /// <exception cref="OpenPgpFormatException">It holds something else than public keys, or none.</exception>
    public static IReadOnlyList<OpenPgpKey> ParseAll(string armored)
    {
        var keys = new List<OpenPgpKey>();
        var begin = armored.IndexOf(OpenPgpArmor.BeginText, StringComparison.Ordinal);
        if (armored.Length > MaximumLength || begin < 0)
            throw new OpenPgpFormatException("There is no OpenPGP public key with ASCII armor; write one with: gpg --armor --export <key>");
        while (begin >= 0)
        {
            var next = armored.IndexOf(OpenPgpArmor.BeginText, begin + 1, StringComparison.Ordinal);
            AddKeys(OpenPgpArmor.Decode(Encoding.UTF8.GetBytes(next < 0 ? armored[begin..] : armored[begin..next])), keys);
            begin = next;
        }

        return keys;
    }

    /// <summary>Gets whether an identifier is of this key, or of one that belongs to it.</summary>
    /// <param name="keyId">The identifier, 16 hexadecimal digits.</param>
    /// <returns>Whether it is.</returns>
    public bool Owns(string keyId) => Subkeys.Append(Fingerprint).Any(fingerprint => keyId.Equals(KeyIdOf(fingerprint), StringComparison.OrdinalIgnoreCase));

    /// <summary>Gets the identifier of a key: of version 4 the end of its fingerprint, of later ones the beginning.</summary>
    internal static string KeyIdOf(string fingerprint) => fingerprint.Length == 40 ? fingerprint[^16..] : fingerprint[..16];

    /// <inheritdoc/>
    public override string ToString() => Fingerprint;

    // Each key begins with a packet of its own kind; what follows belongs to it.
    private static void AddKeys(ReadOnlyMemory<byte> packets, List<OpenPgpKey> keys)
    {
        var parts = new List<List<(int Tag, ReadOnlyMemory<byte> Body)>>();
        foreach (var packet in OpenPgpPackets.Read(packets))
        {
            if (packet.Tag == OpenPgpPackets.PublicKey)
                parts.Add([]);
            if (parts.Count == 0)
                throw new OpenPgpFormatException("The text holds something else than OpenPGP public keys.");
            parts[^1].Add(packet);
        }

        if (parts.Count == 0)
            throw new OpenPgpFormatException("The text holds no OpenPGP public key.");
        foreach (var part in parts)
        {
            keys.Add(new OpenPgpKey(
                FingerprintOf(part[0].Body.Span),
                [.. part.Where(packet => packet.Tag == OpenPgpPackets.PublicSubkey).Select(packet => FingerprintOf(packet.Body.Span))],
                parts.Count == 1 ? packets : OpenPgpPackets.Write(part)));
        }
    }

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
