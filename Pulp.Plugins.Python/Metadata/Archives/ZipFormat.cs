using System.Buffers.Binary;
using Pulp.Archives;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>Signatures, sizes and flags of the ZIP format (PKWARE APPNOTE 6.3), and its extra fields.</summary>
internal static class ZipFormat
{
    public const uint LocalHeader = 0x04034B50;
    public const uint CentralHeader = 0x02014B50;
    public const uint EndRecord = 0x06054B50;
    public const uint EndRecord64 = 0x06064B50;
    public const uint EndLocator64 = 0x07064B50;

    public const int LocalHeaderSize = 30;
    public const int CentralHeaderSize = 46;
    public const int EndRecordSize = 22;
    public const int EndRecord64Size = 56;
    public const int EndLocator64Size = 20;

    public const ushort Stored = 0;
    public const ushort Deflated = 8;

    public const ushort DataDescriptorFlag = 1 << 3;
    public const ushort Utf8Flag = 1 << 11;

    /// <summary>The flags an upload may carry: the two hints of deflate about its effort, and UTF-8 names.</summary>
    public const ushort AllowedFlags = 0b110 | Utf8Flag;

    private const ushort Zip64Extra = 0x0001;
    private const ushort UnicodePathExtra = 0x7075;

    public static ushort U16(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt16LittleEndian(data[at..]);

    public static uint U32(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);

    public static ulong U64(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt64LittleEndian(data[at..]);

    /// <summary>
    /// Replaces the values that are at their 32-bit maximum by those of the ZIP64 extra field, in its fixed order.
    /// Returns false when a needed value is missing or beyond what a stream can hold.
    /// </summary>
    public static bool TryWiden(ReadOnlySpan<byte> extra, ref long size, ref long compressedSize, ref long offset)
    {
        var wide = TryFind(extra, Zip64Extra, out var found) ? found : default;
        return TryTake(ref wide, ref size) && TryTake(ref wide, ref compressedSize) && TryTake(ref wide, ref offset);
    }

    /// <summary>Tells whether the extra fields fill their space exactly.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var length = U16(extra, 2);
            if (extra.Length - 4 < length)
            {
                return false;
            }

            extra = extra[(4 + length)..];
        }

        return extra.IsEmpty;
    }

    /// <summary>Tells whether the Info-ZIP Unicode path, if there is one, names the same path as the header.</summary>
    public static bool UnicodePathAgrees(ReadOnlySpan<byte> extra, ReadOnlySpan<byte> name) =>
        !TryFind(extra, UnicodePathExtra, out var path)
        || (path.Length >= 5 && path[0] == 1 && U32(path, 1) == Crc32.Of(name) && path[5..].SequenceEqual(name));

    private static bool TryTake(ref ReadOnlySpan<byte> wide, ref long value)
    {
        if (value != uint.MaxValue)
        {
            return true;
        }

        if (wide.Length < 8 || U64(wide, 0) > long.MaxValue)
        {
            return false;
        }

        value = (long)U64(wide, 0);
        wide = wide[8..];
        return true;
    }

    private static bool TryFind(ReadOnlySpan<byte> extra, ushort id, out ReadOnlySpan<byte> found)
    {
        while (extra.Length >= 4)
        {
            var length = Math.Min(U16(extra, 2), extra.Length - 4);
            if (U16(extra, 0) == id)
            {
                found = extra.Slice(4, length);
                return true;
            }

            extra = extra[(4 + length)..];
        }

        found = default;
        return false;
    }
}
