using System.Buffers.Binary;

namespace Pulp.Signing;

/// <summary>
/// Takes a sequence of OpenPGP packets apart (RFC 9580, section 4).
/// </summary>
internal static class OpenPgpPackets
{
    public const int Signature = 2;
    public const int OnePassSignature = 4;
    public const int PublicKey = 6;
    public const int Compressed = 8;
    public const int Marker = 10;
    public const int Literal = 11;
    public const int PublicSubkey = 14;
    public const int Padding = 21;
    private const int MaximumPackets = 1000;

    /// <summary>Reads packets.</summary>
    /// <exception cref="OpenPgpFormatException">They are damaged, or there are too many.</exception>
    public static IEnumerable<(int Tag, ReadOnlyMemory<byte> Body)> Read(ReadOnlyMemory<byte> bytes)
    {
        for (var count = 0; !bytes.IsEmpty; count++)
        {
            if (count == MaximumPackets)
                throw new OpenPgpFormatException($"There are more than {MaximumPackets} OpenPGP packets.");
            var header = bytes.Span[0];
            if ((header & 0x80) == 0)
                throw new OpenPgpFormatException("These are no OpenPGP packets.");
            var (body, rest) = (header & 0x40) == 0 ? TakeOld(header & 3, bytes[1..]) : TakeNew(bytes[1..]);
            yield return ((header & 0x40) == 0 ? (header >> 2) & 15 : header & 63, body);
            bytes = rest;
        }
    }

    /// <summary>Writes packets, in the new format.</summary>
    public static ReadOnlyMemory<byte> Write(IEnumerable<(int Tag, ReadOnlyMemory<byte> Body)> packets)
    {
        var bytes = new List<byte>();
        var length = new byte[4];
        foreach (var (tag, body) in packets)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
            bytes.AddRange([(byte)(0xC0 | tag), 0xFF, .. length, .. body.Span]);
        }

        return bytes.ToArray();
    }

    public static OpenPgpFormatException Damaged() => new("The OpenPGP packets are damaged.");

    private static (ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Left) TakeOld(int lengthType, ReadOnlyMemory<byte> bytes)
    {
        if (lengthType == 3)
            return (bytes, default);
        var size = 1 << lengthType;
        if (bytes.Length < size)
            throw Damaged();
        var length = size switch
        {
            1 => bytes.Span[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes.Span),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes.Span),
        };
        return Split(bytes[size..], length);
    }

    private static (ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Left) TakeNew(ReadOnlyMemory<byte> bytes)
    {
        using var parts = new MemoryStream();
        while (true)
        {
            var (length, size, isPartial) = LengthOf(bytes.Span);
            var (part, rest) = Split(bytes[size..], length);
            if (!isPartial && parts.Length == 0)
                return (part, rest);
            parts.Write(part.Span);
            if (!isPartial)
                return (parts.ToArray(), rest);
            bytes = rest;
        }
    }

    private static (long Length, int Size, bool IsPartial) LengthOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [< 192, ..] => (bytes[0], 1, false),
        [< 224, _, ..] => (((bytes[0] - 192) << 8) + bytes[1] + 192, 2, false),
        [>= 224 and < 255, ..] => (1L << (bytes[0] & 31), 1, true),
        [255, _, _, _, _, ..] => (BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]), 5, false),
        _ => throw Damaged(),
    };

    private static (ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Left) Split(ReadOnlyMemory<byte> bytes, long length) =>
        length <= bytes.Length ? (bytes[..(int)length], bytes[(int)length..]) : throw Damaged();
}
