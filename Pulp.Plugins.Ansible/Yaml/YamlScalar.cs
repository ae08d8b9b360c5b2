using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pulp.Plugins.Ansible.Yaml;

/// <summary>
/// Knows what a plain scalar is (YAML 1.1, language-independent types), as far as JSON can tell it. Dates stay texts, and so do infinities.
/// </summary>
internal static partial class YamlScalar
{
    // Beyond this, digits are no number that anyone computes with.
    private const int LongestNumber = 100;

    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    public static bool? BooleanOf(string text) => text switch
    {
        "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    public static void Write(Utf8JsonWriter writer, string text, bool isPlain)
    {
        if (!isPlain)
            writer.WriteStringValue(text);
        else if (IsNull(text))
            writer.WriteNullValue();
        else if (BooleanOf(text) is { } boolean)
            writer.WriteBooleanValue(boolean);
        else if (NumberOf(text) is { } number)
            writer.WriteRawValue(number);
        else
            writer.WriteStringValue(text);
    }

    // A number in JSON, with all its digits.
    private static string? NumberOf(string text)
    {
        if (text.Length > LongestNumber || Number().Match(text) is not { Success: true } match)
            return null;
        var sign = match.Groups["sign"].Value == "-" ? "-" : "";
        var digits = match.Groups["digits"].Value.Replace("_", "", StringComparison.Ordinal);
        if (match.Groups["decimal"].Success)
            return sign + (digits.TrimStart('0') is { Length: > 0 } significant ? significant : "0");
        if (match.Groups["float"].Success)
            return FloatOf(sign, digits);
        var radix = match.Groups["hex"].Success ? 16 : match.Groups["binary"].Success ? 2 : 8;
        var value = System.Numerics.BigInteger.Zero;
        foreach (var digit in radix == 8 ? digits : digits.AsSpan(2))
            value = (value * radix) + Convert.ToInt32(digit.ToString(), 16);
        return sign + value.ToString(CultureInfo.InvariantCulture);
    }

    private static string? FloatOf(string sign, string digits)
    {
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            return null;
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return sign + (shortest.AsSpan().IndexOfAny(".E") < 0 ? shortest + ".0" : shortest);
    }

    [GeneratedRegex(
        @"\A(?<sign>[-+])?(?<digits>(?<decimal>0|[1-9][0-9_]*)|(?<binary>0b[01][01_]*)|(?<hex>0x[0-9a-fA-F][0-9a-fA-F_]*)|(?<octal>0[0-7_]+)|(?<float>([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+][0-9]+)?))\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
