using System.Buffers.Binary;

namespace Pulp.Plugins.Container.Signatures;

/// <summary>
/// Reads the packets of OpenPGP messages (RFC 9580, section 4).
/// </summary>
internal static class OpenPgpPacket
{
    public const int Signature = 2;
    public const int OnePassSignature = 4;
    public const int Compressed = 8;
    public const int Literal = 11;

    /// <summary>Takes a packet off the front.</summary>
    /// <param name="packets">The packets; what follows when it returns.</param>
    /// <param name="body">The packet's body.</param>
    /// <returns>The packet's type.</returns>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static int Take(ref ReadOnlySpan<byte> packets, out ReadOnlySpan<byte> body)
    {
        var head = packets[0];
        packets = packets[1..];
        if ((head & 0x80) == 0)
            throw new InvalidDataException("It is no OpenPGP packet.");
        var isNew = (head & 0x40) != 0;
        body = isNew ? TakeNew(ref packets) : TakeOld(ref packets, head & 3);
        return isNew ? head & 0x3f : (head >> 2) & 0xf;
    }

    /// <summary>Takes a length of the newer form.</summary>
    /// <param name="packets">What begins with the length; what follows it when it returns.</param>
    /// <param name="isPartial">Whether more of the body follows after so many bytes.</param>
    public static int TakeLength(ref ReadOnlySpan<byte> packets, out bool isPartial)
    {
        int first = packets[0];
        isPartial = first is >= 224 and < 255;
        var (size, length) = first switch
        {
            < 192 => (1, first),
            < 224 => (2, ((first - 192) << 8) + packets[1] + 192),
            < 255 => (1, 1 << (first & 0x1f)),
            _ => (5, checked((int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(packets[1..]), int.MaxValue))),
        };
        packets = packets[size..];
        return length;
    }

    private static ReadOnlySpan<byte> TakeNew(ref ReadOnlySpan<byte> packets)
    {
        var length = TakeLength(ref packets, out var isPartial);
        var body = packets[..length];
        packets = packets[length..];
        if (!isPartial)
            return body;
        var parts = new List<byte>([.. body]);
        while (isPartial)
        {
            length = TakeLength(ref packets, out isPartial);
            parts.AddRange(packets[..length]);
            packets = packets[length..];
        }

        return parts.ToArray();
    }

    private static ReadOnlySpan<byte> TakeOld(ref ReadOnlySpan<byte> packets, int lengthType)
    {
        var (size, length) = lengthType switch
        {
            0 => (1, packets[0]),
            1 => (2, BinaryPrimitives.ReadUInt16BigEndian(packets)),
            2 => (4, (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(packets), int.MaxValue)),
            _ => (0, packets.Length),
        };
        var body = packets.Slice(size, length);
        packets = packets[(size + length)..];
        return body;
    }
}
