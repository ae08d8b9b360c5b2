using System.Globalization;
using System.Text.RegularExpressions;

namespace Pulp.AspNetCore.Api.Filters;

/// <summary>
/// Reads the values of filters.
/// </summary>
internal static class FilterValues
{
    private const int PatternLength = 1000;

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd' 'HH:mmK", "yyyy-MM-dd' 'HH:mm:ssK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
    ];

    public static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text.Trim(), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    public static DateTimeOffset Time(string name, string text) => TryTime(text, out var time)
        ? time
        : throw RequestRefusedException.Invalid(name, "Enter a valid date/time.");

    public static long Integer(string name, string text) =>
        long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RequestRefusedException.Invalid(name, "Enter a number.");

    public static double Number(string name, string text) =>
        double.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw RequestRefusedException.Invalid(name, "Enter a number.");

    public static bool Boolean(string name, string text) => text.Trim().ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => throw RequestRefusedException.Invalid(name, "Enter true or false."),
    };

    public static Guid Uuid(string name, string text) => Guid.TryParseExact(text.Trim(), "D", out var id)
        ? id
        : throw RequestRefusedException.Invalid(name, $"'{text}' is not a valid UUID.");

    public static string Choice(string name, string text, IReadOnlyList<string> choices) => choices.Contains(text, StringComparer.Ordinal)
        ? text
        : throw RequestRefusedException.Invalid(name, $"Select a valid choice. {text} is not one of the available choices.");

    public static (string First, string Second) Range(string name, string text)
    {
        var parts = text.Split(',');
        return parts.Length == 2
            ? (parts[0], parts[1])
            : throw RequestRefusedException.Invalid(name, "Range query expects two values.");
    }

    public static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Checks that a pattern can be matched in time proportional to the text.</summary>
    public static string Pattern(string name, string text)
    {
        try
        {
            if (text.Length > PatternLength)
                throw RequestRefusedException.Invalid(name, $"A pattern has at most {PatternLength} characters.");
            _ = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return text;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw RequestRefusedException.Invalid(name, $"This pattern cannot be used: {exception.Message}");
        }
    }
}
