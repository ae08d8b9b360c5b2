using System.Globalization;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Represents one range of bytes.
/// </summary>
internal readonly record struct ByteRange(long First, long Length)
{
    /// <summary>Reads a Range header (RFC 9110, section 14.2): <c>bytes=a-b</c>, <c>bytes=a-</c> or <c>bytes=-n</c>.</summary>
    public static RangeAnswer Read(string header, long size, out ByteRange range)
    {
        range = default;
        var text = header.AsSpan().Trim();
        const string Unit = "bytes=";
        if (!text.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
            return RangeAnswer.Whole;
        text = text[Unit.Length..].Trim();
        var dash = text.IndexOf('-');
        if (dash < 0 || text.Contains(','))
            return RangeAnswer.Whole;
        var left = text[..dash].Trim();
        var right = text[(dash + 1)..].Trim();
        if (left.IsEmpty)
            return ReadSuffix(right, size, out range);
        if (!TryRead(left, out var first))
            return RangeAnswer.Whole;
        var last = long.MaxValue;
        if (!right.IsEmpty && !TryRead(right, out last))
            return RangeAnswer.Whole;
        if (first >= size || last < first)
            return RangeAnswer.Unsatisfiable;
        range = new ByteRange(first, Math.Min(last, size - 1) - first + 1);
        return RangeAnswer.Part;
    }

    private static RangeAnswer ReadSuffix(ReadOnlySpan<char> text, long size, out ByteRange range)
    {
        range = default;
        if (!TryRead(text, out var count))
            return RangeAnswer.Whole;
        if (count == 0 || size == 0)
            return RangeAnswer.Unsatisfiable;
        var length = Math.Min(count, size);
        range = new ByteRange(size - length, length);
        return RangeAnswer.Part;
    }

    // A number too large for 64 bits is as good as the largest.
    private static bool TryRead(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
            return false;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value))
            value = long.MaxValue;
        return true;
    }
}
