using Microsoft.Extensions.Primitives;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Reads which media types a client takes. Preferences play no part: there is one form of each manifest, and it is taken or not.
/// </summary>
internal static class AcceptedTypes
{
    /// <summary>Gets whether an Accept header includes a media type; without one, or with one that names nothing, everything is taken.</summary>
    public static bool Include(StringValues accept, string mediaType)
    {
        var names = false;
        var slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        foreach (var value in accept)
        {
            foreach (var part in (value ?? "").Split(','))
            {
                var semicolon = part.IndexOf(';', StringComparison.Ordinal);
                var range = (semicolon < 0 ? part : part[..semicolon]).AsSpan().Trim();
                names |= !range.IsEmpty;
                if (range.Equals(mediaType, StringComparison.OrdinalIgnoreCase) || range is "*/*"
                    || (range.EndsWith("/*") && range[..^1].Equals(mediaType.AsSpan(0, slash + 1), StringComparison.OrdinalIgnoreCase)))
                    return true;
            }
        }

        return !names;
    }
}
