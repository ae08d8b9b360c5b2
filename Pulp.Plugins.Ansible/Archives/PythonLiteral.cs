using System.Globalization;
using System.Text;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Reads a string literal of Python (language reference, "String and bytes literals").
/// </summary>
internal static class PythonLiteral
{
    /// <summary>Reads the literal whose opening quote is at a position.</summary>
    /// <param name="source">The source.</param>
    /// <param name="at">The position; moved behind the literal, or what can be one.</param>
    /// <param name="isRaw">Whether backslashes stand for themselves.</param>
    /// <param name="value">The text.</param>
    /// <returns>Whether the literal has an end.</returns>
    public static bool TryRead(string source, ref int at, bool isRaw, out string value)
    {
        var quote = source[at];
        var isTriple = at + 2 < source.Length && source[at + 1] == quote && source[at + 2] == quote;
        var start = at += isTriple ? 3 : 1;
        value = "";
        while (at < source.Length)
        {
            var c = source[at];
            if (c == '\\')
            {
                at = Math.Min(at + 2, source.Length);
                continue;
            }

            if (c == '\n' && !isTriple)
                return false;
            if (c == quote && (!isTriple || (at + 2 < source.Length && source[at + 1] == quote && source[at + 2] == quote)))
            {
                var text = source[start..at];
                at += isTriple ? 3 : 1;
                value = isRaw ? text : Unescape(text);
                return true;
            }

            at++;
        }

        return false;
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
                result.Append(text[i]);
            else
                i = AppendEscape(text, i, result);
        }

        return result.ToString();
    }

    // Gets the position of the escape's last character. What is no escape stands for itself, as in Python.
    private static int AppendEscape(string text, int at, StringBuilder result)
    {
        var kind = text[at + 1];
        if (Simple(kind) is { } simple)
        {
            result.Append(simple);
            return at + 1;
        }

        var digits = kind switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0 && at + 2 + digits <= text.Length && int.TryParse(text.AsSpan(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && Rune.TryCreate(code, out var rune))
        {
            result.Append(rune.ToString());
            return at + 1 + digits;
        }

        result.Append('\\').Append(kind);
        return at + 1;
    }

    private static string? Simple(char kind) => kind switch
    {
        '\n' => "",
        '\\' => "\\",
        '\'' => "'",
        '"' => "\"",
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        'a' => "\a",
        'b' => "\b",
        'f' => "\f",
        'v' => "\v",
        '0' => "\0",
        _ => null,
    };
}
