using System.Globalization;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Represents which bytes of an upload a request carries: the first and the last, both counted from 0.
/// </summary>
internal readonly record struct ContentRange(long First, long Last)
{
    public long Length => Last - First + 1;

    /// <summary>Reads the header as the distribution specification writes it, <c>0-99</c>, or as HTTP does, <c>bytes 0-99/*</c>.</summary>
    public static bool TryParse(string text, out ContentRange range)
    {
        range = default;
        var span = text.AsSpan().Trim();
        if (span.StartsWith("bytes", StringComparison.OrdinalIgnoreCase))
            span = span["bytes".Length..].TrimStart(" =");
        if (span.IndexOf('/') is >= 0 and var slash)
            span = span[..slash];
        var dash = span.IndexOf('-');
        if (dash <= 0
            || !long.TryParse(span[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !long.TryParse(span[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || last < first || last == long.MaxValue)
            return false;
        range = new ContentRange(first, last);
        return true;
    }
}
