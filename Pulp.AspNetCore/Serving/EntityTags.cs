using Microsoft.Extensions.Primitives;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Compares entity tags.
/// </summary>
internal static class EntityTags
{
    /// <summary>Gets whether a list of tags, as in If-None-Match, names a tag; compared weakly unless told otherwise (RFC 9110, section 8.8.3.2).</summary>
    public static bool AnyMatches(StringValues list, string? etag, bool isStrong = false)
    {
        if (etag is null)
            return false;
        foreach (var line in list)
        {
            if (line is null)
                continue;
            if (line == etag)
                return true;
            foreach (var part in line.AsSpan().Split(','))
            {
                var candidate = line.AsSpan(part).Trim();
                if (candidate is "*")
                    return true;
                if (!isStrong && candidate.StartsWith("W/", StringComparison.Ordinal))
                    candidate = candidate[2..];
                if (candidate.SequenceEqual(etag))
                    return true;
            }
        }

        return false;
    }
}
