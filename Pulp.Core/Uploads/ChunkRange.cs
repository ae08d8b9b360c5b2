using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pulp.Uploads;

/// <summary>
/// Represents where a chunk lies in its file, as the header <c>Content-Range: bytes first-last/total</c> says (RFC 9110, section 14.4).
/// </summary>
/// <param name="Offset">Where the chunk begins.</param>
/// <param name="Length">How many bytes it has, at least one.</param>
/// <param name="Total">The size of the whole file; null for <c>*</c>.</param>
public readonly record struct ChunkRange(long Offset, long Length, long? Total)
{
    /// <summary>Gets where the chunk ends: the offset of the first byte after it.</summary>
    public long End => Offset + Length;

    /// <summary>Reads the header's value.</summary>
    /// <param name="text">The value.</param>
    /// <param name="range">The range, when it is well-formed and ends inside the total.</param>
    /// <returns>Whether the text is such a range.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ChunkRange range)
    {
        range = default;
        if (text is null || !text.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = text.AsSpan(6).Trim(' ');
        var hyphen = rest.IndexOf('-');
        var slash = rest.IndexOf('/');
        if (hyphen <= 0 || slash <= hyphen)
            return false;
        long? total = null;
        if (rest[(slash + 1)..] is not "*")
        {
            if (!TryParse(rest[(slash + 1)..], out var number))
                return false;
            total = number;
        }

        if (!TryParse(rest[..hyphen], out var first) || !TryParse(rest[(hyphen + 1)..slash], out var last) || last < first || last == long.MaxValue || last >= total)
            return false;
        range = new ChunkRange(first, last - first + 1, total);
        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
