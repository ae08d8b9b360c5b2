using System.Text;
using System.Text.RegularExpressions;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Matches tags as shells match file names: <c>*</c>, <c>?</c> and <c>[a-c]</c>.
/// </summary>
internal static class TagPattern
{
    /// <summary>Gets whether a text has wildcards; without any it is a tag's name.</summary>
    public static bool HasWildcards(string text) => text.AsSpan().ContainsAny('*', '?', '[');

    /// <summary>Makes the expression of a pattern. It takes time in proportion to the tag's length, whatever the pattern.</summary>
    public static Regex Of(string pattern)
    {
        var expression = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            var close = pattern[i] == '[' ? pattern.IndexOf(']', Math.Min(i + 2, pattern.Length)) : -1;
            if (close > 0)
            {
                var set = pattern[(i + 1)..close];
                var isNegated = set[0] == '!';
                expression.Append(isNegated ? "[^" : "[").Append(Escaped(isNegated ? set[1..] : set)).Append(']');
                i = close;
            }
            else
            {
                expression.Append(pattern[i] switch { '*' => ".*", '?' => ".", var c => Regex.Escape(c.ToString()) });
            }
        }

        try
        {
            return new Regex(expression.Append(@"\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (ArgumentException)
        {
            // A range that runs backwards means itself.
            return new Regex(@"\A" + Regex.Escape(pattern) + @"\z", RegexOptions.NonBacktracking);
        }
    }

    private static string Escaped(string set) => set.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("^", "\\^", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
}
