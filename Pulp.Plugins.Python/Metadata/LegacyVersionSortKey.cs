using System.Text;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Encodes the order that tools gave to versions from before PEP 440: numbers and words compared part by part, pre-release words before the
/// final release.
/// </summary>
/// <remarks>The first byte is 1, below that of every valid version, whose key starts with a number.</remarks>
internal static class LegacyVersionSortKey
{
    private const string Final = "*final";
    private const string FinalDash = "*final-";
    private const string Zero = "00000000";

    public static byte[] Encode(string text)
    {
        var bounded = text.Length > PythonVersion.MaxLength ? text[..PythonVersion.MaxLength] : text;
        var parts = new List<string>();
        foreach (var part in Split(bounded.ToLowerInvariant()))
        {
            Append(parts, part);
        }

        Append(parts, Final);

        var key = new List<byte> { 1 };
        foreach (var part in parts)
        {
            key.AddRange(Encoding.UTF8.GetBytes(part));
            key.Add(0);
        }

        return [.. key];
    }

    private static void Append(List<string> parts, string part)
    {
        if (part.StartsWith('*'))
        {
            if (string.CompareOrdinal(part, Final) < 0)
            {
                DropTrailing(parts, FinalDash);
            }

            DropTrailing(parts, Zero);
        }

        parts.Add(part);
    }

    private static void DropTrailing(List<string> parts, string value)
    {
        while (parts.Count > 0 && parts[^1] == value)
        {
            parts.RemoveAt(parts.Count - 1);
        }
    }

    private static IEnumerable<string> Split(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            var kind = KindOf(text[at]);
            do
            {
                at++;
            }
            while (at < text.Length && kind is PartKind.Number or PartKind.Word or PartKind.Other && KindOf(text[at]) == kind);

            var part = text[start..at];
            if (kind == PartKind.Number)
            {
                yield return part.PadLeft(8, '0');
            }
            else if (kind != PartKind.Dot)
            {
                yield return "*" + Rename(part);
            }
        }
    }

    private static string Rename(string part) => part switch
    {
        "pre" or "preview" or "rc" => "c",
        "-" => "final-",
        "dev" => "@",
        _ => part.Replace('\0', '\u0001'),
    };

    private static PartKind KindOf(char c) =>
        char.IsAsciiDigit(c) ? PartKind.Number
        : char.IsAsciiLetterLower(c) ? PartKind.Word
        : c == '.' ? PartKind.Dot
        : c == '-' ? PartKind.Dash
        : PartKind.Other;

    private enum PartKind
    {
        Number,
        Word,
        Dot,
        Dash,
        Other,
    }
}
