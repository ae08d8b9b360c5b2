namespace Pulp.ContentTypes;

/// <summary>
/// Holds the rules of the paths of a unit's files.
/// </summary>
/// <remarks>Clients resolve such a path against the address of a distribution, and tools write it below a folder: it must not lead out of either.</remarks>
public static class ContentPath
{
    /// <summary>Checks a path: relative, with slashes between segments, none of them empty or dots, without backslash or control characters.</summary>
    /// <param name="path">The path.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(string path)
    {
        if (path.Length == 0)
            return "A path must not be empty.";
        foreach (var c in path)
        {
            if (char.IsControl(c) || c == '\\')
                return "A path must not hold backslashes or control characters.";
        }

        foreach (var segment in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(segment) is "" or "." or "..")
                return "A path must be relative, without empty segments, '.' and '..'.";
        }

        return null;
    }

    /// <summary>Escapes a path for a URL, segment by segment: spaces, question marks, percent signs and the like.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The path as it stands in a URL; slashes stay.</returns>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
