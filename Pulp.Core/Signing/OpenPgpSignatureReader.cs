using System.Buffers.Binary;

namespace Pulp.Signing;

/// <summary>
/// Reads who signed and when from a signature packet (RFC 9580, section 5.2).
/// </summary>
internal static class OpenPgpSignatureReader
{
    private const int CreationTime = 2;
    private const int IssuerKeyId = 16;
    private const int IssuerFingerprint = 33;

    public static OpenPgpSignature Read(ReadOnlySpan<byte> body) => body switch
    {
        [2 or 3, 5, _, ..] when body.Length >= 15 => new OpenPgpSignature(Convert.ToHexString(body.Slice(7, 8)), null, TimeOf(body.Slice(3, 4))),
        [4 or 5, _, _, _, ..] => ReadSubpackets(body[4..], lengthSize: 2),
        [6, _, _, _, ..] => ReadSubpackets(body[4..], lengthSize: 4),
        _ => throw OpenPgpPackets.Damaged(),
    };

    private static OpenPgpSignature ReadSubpackets(ReadOnlySpan<byte> bytes, int lengthSize)
    {
        (string? KeyId, string? Fingerprint, DateTimeOffset? Created) found = default;
        // What is hashed comes first; a time that is not hashed is anybody's.
        var rest = ReadArea(bytes, lengthSize, ref found, isHashed: true);
        ReadArea(rest, lengthSize, ref found, isHashed: false);
        return new OpenPgpSignature(
            found.KeyId ?? (found.Fingerprint is { } known ? OpenPgpKey.KeyIdOf(known) : throw new OpenPgpFormatException("The OpenPGP signature does not say which key signed.")), found.Fingerprint, found.Created);
    }

    private static ReadOnlySpan<byte> ReadArea(ReadOnlySpan<byte> bytes, int lengthSize, ref (string? KeyId, string? Fingerprint, DateTimeOffset? Created) found, bool isHashed)
    {
        var length = bytes.Length < lengthSize ? throw OpenPgpPackets.Damaged()
            : lengthSize == 2 ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (length > bytes.Length - lengthSize)
            throw OpenPgpPackets.Damaged();
        var area = bytes.Slice(lengthSize, (int)length);
        while (!area.IsEmpty)
        {
            var subpacket = Take(ref area);
            switch (subpacket[0] & 0x7F)
            {
                case CreationTime when isHashed && subpacket.Length == 5:
                    found.Created ??= TimeOf(subpacket[1..]);
                    break;
                case IssuerKeyId when subpacket.Length == 9:
                    found.KeyId ??= Convert.ToHexString(subpacket[1..]);
                    break;
                case IssuerFingerprint when subpacket.Length is 22 or 34:
                    found.Fingerprint ??= Convert.ToHexString(subpacket[2..]);
                    break;
            }
        }

        return bytes[(lengthSize + (int)length)..];
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> area)
    {
        var size = area[0] switch { < 192 => 1, < 255 => 2, _ => 5 };
        if (size > area.Length)
            throw OpenPgpPackets.Damaged();
        var length = size switch
        {
            1 => (long)area[0],
            2 => ((area[0] - 192) << 8) + area[1] + 192,
            _ => BinaryPrimitives.ReadUInt32BigEndian(area[1..]),
        };
        if (length == 0 || length > area.Length - size)
            throw OpenPgpPackets.Damaged();
        var subpacket = area.Slice(size, (int)length);
        area = area[(size + (int)length)..];
        return subpacket;
    }

    private static DateTimeOffset TimeOf(ReadOnlySpan<byte> seconds) => DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(seconds));
}
