using System.Text.RegularExpressions;

namespace Pulp.Data.Sql;

/// <summary>
/// Builds the regular expressions of filters: linear in the input, limited in time.
/// </summary>
internal sealed class SqlRegexCache
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);
    private (string Pattern, bool IgnoreCase, Regex Regex)? last;

    /// <summary>Builds a regular expression.</summary>
    /// <exception cref="ArgumentException">The pattern is malformed, or uses what cannot be matched in linear time.</exception>
    public static Regex Create(string pattern, bool ignoreCase)
    {
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new Regex(pattern, options, Timeout);
        }
        catch (NotSupportedException exception)
        {
            throw new ArgumentException($"The regular expression '{pattern}' is not supported: {exception.Message}", nameof(pattern), exception);
        }
    }

    /// <summary>Gets the expression of the last call again, as the rows of one query ask for the same.</summary>
    public Regex Get(string pattern, bool ignoreCase)
    {
        if (last is { } cached && cached.Pattern == pattern && cached.IgnoreCase == ignoreCase)
            return cached.Regex;
        var regex = Create(pattern, ignoreCase);
        last = (pattern, ignoreCase, regex);
        return regex;
    }
}
