namespace Pulp.Distributions;

/// <summary>
/// Holds the rules of base paths.
/// </summary>
public static class BasePath
{
    /// <summary>Checks the form of a base path: relative, without empty or dot segments, control characters or reserved characters.</summary>
    /// <param name="value">The path.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(string value)
    {
        if (value.StartsWith('/') || value.EndsWith('/'))
            return "Relative path cannot begin or end with slashes.";
        foreach (var segment in value.Split('/'))
        {
            if (segment.Length == 0)
                return "A path must not have empty segments.";
            if (segment is "." or "..")
                return "A path must not have the segments '.' or '..'.";
        }

        foreach (var c in value)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\' or '?' or '#' or '%' or ';' or '<' or '>' or '"')
                return $"A path must not hold {(char.IsControl(c) || char.IsWhiteSpace(c) ? "white space or control characters" : $"the character '{c}'")}.";
        }

        return null;
    }

    /// <summary>Gets whether two base paths overlap: they are equal, or one lies below the other.</summary>
    /// <param name="left">A base path.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they overlap.</returns>
    public static bool Overlap(string left, string right)
    {
        var (shorter, longer) = left.Length <= right.Length ? (left, right) : (right, left);
        return longer.StartsWith(shorter, StringComparison.Ordinal) && (longer.Length == shorter.Length || longer[shorter.Length] == '/');
    }
}
