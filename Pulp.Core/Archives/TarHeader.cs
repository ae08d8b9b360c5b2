using System.Buffers.Binary;
using System.Text;

namespace Pulp.Archives;

/// <summary>Reads the 512-byte headers of tar (POSIX ustar and GNU) and checks their checksum, which .NET 10 does not.</summary>
internal static class TarHeader
{
    public const int BlockSize = 512;

    /// <summary>Parses a header block.</summary>
    /// <exception cref="ArchiveFormatException">The checksum is wrong, or a number is none.</exception>
    public static TarEntry Parse(ReadOnlySpan<byte> block)
    {
        if (Number(block.Slice(148, 8)) != Checksum(block))
            throw Broken("the checksum of a header is wrong");

        var name = Text(block[..100]);

        // Only POSIX ustar has a prefix; GNU keeps other things in its place.
        if (block.Slice(257, 6).SequenceEqual("ustar\0"u8) && block[345] != 0)
            name = Text(block.Slice(345, 155)) + "/" + name;

        return new TarEntry(name, (char)block[156], Number(block.Slice(124, 12)), Text(block.Slice(157, 100)), (int)(Number(block.Slice(100, 8)) & 0xFFF));
    }

    public static ArchiveFormatException Broken(string rule) => new("tar", rule);

    public static bool IsZero(ReadOnlySpan<byte> block) => !block.ContainsAnyExcept((byte)0);

    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private static long Checksum(ReadOnlySpan<byte> block)
    {
        var sum = 8L * ' ';
        for (var i = 0; i < BlockSize; i++)
            sum += i is >= 148 and < 156 ? 0 : block[i];
        return sum;
    }

    // Octal digits between blanks and NULs; or, with the top bit set, a big-endian binary number (GNU, for what octal cannot hold).
    private static long Number(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80)
        {
            // Only the fields of sizes are long enough for one.
            if (field.Length <= sizeof(long))
                throw Malformed();
            var high = field[1..^8];
            var low = BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
            return low >= 0 && !high.ContainsAnyExcept((byte)0) ? low : throw Malformed();
        }

        var digits = field.Trim(" \0"u8);
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                throw Malformed();
            value = (value << 3) + (digit - '0');
        }

        return value;
    }

    private static ArchiveFormatException Malformed() => Broken("a number in a header is malformed");
}
