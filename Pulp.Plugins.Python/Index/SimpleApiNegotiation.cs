using System.Globalization;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Chooses the representation of an index page (PEP 691, "Version + Format Selection").
/// </summary>
public static class SimpleApiNegotiation
{
    private const string Vendor = "application/vnd.pypi.simple.";
    private const int MaxRanges = 64;

    /// <summary>Gets the value of the Content-Type header for a representation.</summary>
    /// <param name="format">The representation.</param>
    public static string ContentTypeOf(SimpleApiFormat format) => format switch
    {
        SimpleApiFormat.HtmlV1 => Vendor + "v1+html",
        SimpleApiFormat.JsonV1 => Vendor + "v1+json",
        _ => "text/html",
    };

    /// <summary>Chooses a representation.</summary>
    /// <param name="accept">The Accept header, several joined by commas; <see langword="null"/> or empty accepts all.</param>
    /// <param name="format">The query parameter <c>format</c>, one content type; it goes before the header when it names a known one.</param>
    /// <returns>
    /// The one with the highest quality; of equal ones the one named rather than covered by a wildcard, then <c>text/html</c>, then HTML.
    /// <see cref="SimpleApiFormat.Html"/> when nothing fits: the answer is never 406.
    /// </returns>
    public static SimpleApiFormat Choose(string? accept, string? format = null)
    {
        if (!string.IsNullOrEmpty(format) && Named(format.AsSpan().Trim()) is { } asked)
        {
            return asked;
        }

        if (string.IsNullOrWhiteSpace(accept))
        {
            return SimpleApiFormat.Html;
        }

        var best = SimpleApiFormat.Html;
        var bestMatch = default(Match);
        Span<Match> matches = stackalloc Match[3];
        Read(accept, matches);
        for (var i = 0; i < matches.Length; i++)
        {
            if (matches[i].IsBetterThan(bestMatch))
            {
                (best, bestMatch) = ((SimpleApiFormat)i, matches[i]);
            }
        }

        return best;
    }

    private static void Read(ReadOnlySpan<char> accept, Span<Match> matches)
    {
        var count = 0;
        foreach (var part in accept.Split(','))
        {
            if (++count > MaxRanges)
            {
                return;
            }

            var range = accept[part];
            var parameters = range.IndexOf(';');
            var type = (parameters < 0 ? range : range[..parameters]).Trim();
            var quality = parameters < 0 ? 1 : Quality(range[(parameters + 1)..]);
            for (var i = 0; i < matches.Length; i++)
            {
                var specificity = Specificity(type, (SimpleApiFormat)i);
                if (specificity > matches[i].Specificity)
                {
                    matches[i] = new Match(quality, specificity);
                }
            }
        }
    }

    private static int Specificity(ReadOnlySpan<char> range, SimpleApiFormat format) =>
        Named(range) == format ? 3
        : range.Equals(format == SimpleApiFormat.Html ? "text/*" : "application/*", StringComparison.OrdinalIgnoreCase) ? 2
        : range is "*/*" or "*" ? 1
        : 0;

    private static SimpleApiFormat? Named(ReadOnlySpan<char> type)
    {
        if (type.Equals("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return SimpleApiFormat.Html;
        }

        if (!type.StartsWith(Vendor, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = type[Vendor.Length..];
        return Is(rest, "v1+json", "latest+json") ? SimpleApiFormat.JsonV1
            : Is(rest, "v1+html", "latest+html") ? SimpleApiFormat.HtmlV1
            : null;
    }

    private static bool Is(ReadOnlySpan<char> text, string first, string second) =>
        text.Equals(first, StringComparison.OrdinalIgnoreCase) || text.Equals(second, StringComparison.OrdinalIgnoreCase);

    // A malformed quality counts as none given.
    private static double Quality(ReadOnlySpan<char> parameters)
    {
        foreach (var part in parameters.Split(';'))
        {
            var parameter = parameters[part].Trim();
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(parameter[2..].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality))
            {
                return Math.Min(quality, 1);
            }
        }

        return 1;
    }

    private readonly record struct Match(double Quality, int Specificity)
    {
        public bool IsBetterThan(Match other) =>
            Quality > 0 && Specificity > 0 && (Quality > other.Quality || (Quality == other.Quality && Specificity > other.Specificity));
    }
}
