using System.Buffers.Binary;
using System.IO.Compression;

namespace Pulp.Plugins.Container.Signatures;

/// <summary>
/// Represents what is read of a signed OpenPGP message (RFC 9580): the signed bytes, and which key signed them. Nothing is verified.
/// </summary>
/// <param name="Data">The signed bytes.</param>
/// <param name="KeyId">The key's identifier: 16 upper-case hexadecimal digits.</param>
internal sealed record OpenPgpMessage(byte[] Data, string KeyId)
{
    private const int MaximumData = 4 * 1024 * 1024;
    private const int DeepestCompression = 2;

    /// <summary>Reads a message; null when it is none, or is not signed.</summary>
    public static OpenPgpMessage? Read(ReadOnlySpan<byte> message)
    {
        try
        {
            byte[]? data = null;
            string? keyId = null;
            Read(message, 0, ref data, ref keyId);
            return data is not null && keyId is not null ? new OpenPgpMessage(data, keyId) : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static void Read(ReadOnlySpan<byte> packets, int depth, ref byte[]? data, ref string? keyId)
    {
        while (!packets.IsEmpty)
        {
            var tag = OpenPgpPacket.Take(ref packets, out var body);
            switch (tag)
            {
                case OpenPgpPacket.Compressed when depth < DeepestCompression:
                    Read(Inflate(body), depth + 1, ref data, ref keyId);
                    break;
                case OpenPgpPacket.Literal:
                    // Format, the length of a file's name, the name, and a time of four bytes.
                    data ??= body[(2 + body[1] + sizeof(uint))..].ToArray();
                    break;
                case OpenPgpPacket.OnePassSignature when body[0] == 3:
                    keyId ??= Hex(body.Slice(4, 8));
                    break;
                case OpenPgpPacket.Signature:
                    keyId ??= SignerOf(body);
                    break;
            }
        }
    }

    private static string? SignerOf(ReadOnlySpan<byte> signature)
    {
        if (signature[0] == 3)
            return Hex(signature.Slice(7, 8));
        if (signature[0] != 4)
            return null;
        var hashed = BinaryPrimitives.ReadUInt16BigEndian(signature[4..]);
        var unhashed = BinaryPrimitives.ReadUInt16BigEndian(signature[(6 + hashed)..]);
        return IssuerOf(signature.Slice(6, hashed)) ?? IssuerOf(signature.Slice(8 + hashed, unhashed));
    }

    private static string? IssuerOf(ReadOnlySpan<byte> subpackets)
    {
        while (!subpackets.IsEmpty)
        {
            var length = OpenPgpPacket.TakeLength(ref subpackets, out _);
            var subpacket = subpackets[..length];
            subpackets = subpackets[length..];
            switch (subpacket[0] & 0x7f)
            {
                case 16 when length == 9:
                    return Hex(subpacket[1..]);
                // The identifier of a key of version 4 is the end of its fingerprint.
                case 33 when length == 22 && subpacket[1] == 4:
                    return Hex(subpacket[^8..]);
            }
        }

        return null;
    }

    private static byte[] Inflate(ReadOnlySpan<byte> body)
    {
        using var input = new MemoryStream(body[1..].ToArray());
        using Stream inflated = body[0] switch
        {
            0 => input,
            1 => new DeflateStream(input, CompressionMode.Decompress),
            2 => new ZLibStream(input, CompressionMode.Decompress),
            _ => throw new InvalidDataException("The message is compressed in a way that is not read here."),
        };
        using var output = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = inflated.Read(buffer)) > 0;)
        {
            output.Write(buffer, 0, read);
            if (output.Length > MaximumData)
                throw new InvalidDataException("The message is too large.");
        }

        return output.ToArray();
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);
}
