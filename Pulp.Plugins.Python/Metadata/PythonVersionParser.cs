using System.Globalization;
using System.Numerics;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Reads the grammar of PEP 440, appendix B, from left to right without backtracking: every optional segment starts with a separator or a
/// letter that no other segment at that place can start with.
/// </summary>
internal ref struct PythonVersionParser
{
    private const string WhiteSpace = " \t\n\r\f\v";
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private PythonVersionParser(ReadOnlySpan<char> text)
    {
        _text = text;
        _at = 0;
    }

    /// <summary>Returns the version, or <see langword="null"/> when the text is not one.</summary>
    public static PythonVersion? Parse(ReadOnlySpan<char> text)
    {
        if (text.Length > PythonVersion.MaxLength)
        {
            return null;
        }

        var parser = new PythonVersionParser(text.Trim(WhiteSpace));
        var parts = new PythonVersionParts();
        return parser.ReadAll(ref parts) && parser._at == parser._text.Length ? new PythonVersion(parts) : null;
    }

    private bool ReadAll(ref PythonVersionParts parts)
    {
        _ = Take('v') || Take('V');
        if (!ReadEpochAndRelease(ref parts))
        {
            return false;
        }

        ReadPre(ref parts);
        ReadPost(ref parts);
        if (TakeWord("dev"))
        {
            parts.Dev = ReadOptionalNumber();
        }

        return !Take('+') || ReadLocal(ref parts);
    }

    private bool ReadEpochAndRelease(ref PythonVersionParts parts)
    {
        if (!TryReadNumber(out var first))
        {
            return false;
        }

        if (Take('!'))
        {
            parts.Epoch = first;
            if (!TryReadNumber(out first))
            {
                return false;
            }
        }

        var release = new List<BigInteger>(4) { first };
        while (_at + 1 < _text.Length && _text[_at] == '.' && char.IsAsciiDigit(_text[_at + 1]))
        {
            _at++;
            _ = TryReadNumber(out var next);
            release.Add(next);
        }

        parts.Release = [.. release];
        return true;
    }

    private void ReadPre(ref PythonVersionParts parts)
    {
        parts.PreKind = TakeWord("alpha") || TakeWord("a") ? PreReleaseKind.Alpha
            : TakeWord("beta") || TakeWord("b") ? PreReleaseKind.Beta
            : TakeWord("preview") || TakeWord("pre")
              || TakeWord("rc") || TakeWord("c") ? PreReleaseKind.ReleaseCandidate
            : PreReleaseKind.None;
        if (parts.PreKind != PreReleaseKind.None)
        {
            parts.PreNumber = ReadOptionalNumber();
        }
    }

    private void ReadPost(ref PythonVersionParts parts)
    {
        // "1.0-1" is an implicit post-release; only the hyphen may introduce it.
        if (_at + 1 < _text.Length && _text[_at] == '-' && char.IsAsciiDigit(_text[_at + 1]))
        {
            _at++;
            _ = TryReadNumber(out var number);
            parts.Post = number;
        }
        else if (TakeWord("post") || TakeWord("rev") || TakeWord("r"))
        {
            parts.Post = ReadOptionalNumber();
        }
    }

    private bool ReadLocal(ref PythonVersionParts parts)
    {
        var segments = new List<VersionSegment>(2);
        do
        {
            var start = _at;
            var digitsOnly = true;
            while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
            {
                digitsOnly &= char.IsAsciiDigit(_text[_at++]);
            }

            if (_at == start)
            {
                return false;
            }

            var segment = _text[start.._at];
            if (digitsOnly)
            {
                var number = ToNumber(segment);
                segments.Add(new VersionSegment(number.ToString(CultureInfo.InvariantCulture), number));
            }
            else
            {
                segments.Add(new VersionSegment(segment.ToString().ToLowerInvariant(), null));
            }
        }
        while (TakeSeparator());

        parts.Local = [.. segments];
        return true;
    }

    // A separator after the word belongs to the word even when no number follows: "1.0a." is 1.0a0.
    private BigInteger ReadOptionalNumber()
    {
        _ = TakeSeparator();
        return TryReadNumber(out var number) ? number : BigInteger.Zero;
    }

    private bool TryReadNumber(out BigInteger number)
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        number = _at == start ? BigInteger.Zero : ToNumber(_text[start.._at]);
        return _at > start;
    }

    private static BigInteger ToNumber(ReadOnlySpan<char> digits) =>
        digits.Length <= 18
            ? long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)
            : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private bool TakeWord(string word)
    {
        var start = _at < _text.Length && IsSeparator(_text[_at]) ? _at + 1 : _at;
        if (!_text[start..].StartsWith(word, StringComparison.OrdinalIgnoreCase) || !Ascii(_text.Slice(start, word.Length)))
        {
            return false;
        }

        _at = start + word.Length;
        return true;
    }

    private bool Take(char c)
    {
        if (_at >= _text.Length || _text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool TakeSeparator()
    {
        if (_at >= _text.Length || !IsSeparator(_text[_at]))
        {
            return false;
        }

        _at++;
        return true;
    }

    // Case-insensitive comparison also equates letters outside ASCII (the Kelvin sign); PEP 440 has ASCII only.
    private static bool Ascii(ReadOnlySpan<char> text) => System.Text.Ascii.IsValid(text);

    private static bool IsSeparator(char c) => c is '-' or '_' or '.';
}
