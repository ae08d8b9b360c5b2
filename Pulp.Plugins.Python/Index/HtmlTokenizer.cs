using System.Buffers;
using System.Text;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Splits an HTML page, or a window of it, into tags and text, as tolerantly as the HTML standard's tokenizer ("Tokenization") where index pages
/// need it: comments, declarations, raw text elements, attributes quoted in each way or not at all.
/// </summary>
/// <param name="page">The bytes, UTF-8.</param>
/// <param name="isFinal">Whether nothing follows the bytes.</param>
internal ref struct HtmlTokenizer(ReadOnlySpan<byte> page, bool isFinal)
{
    private static readonly SearchValues<byte> EndsName = SearchValues.Create(" \t\n\r\f/>="u8);
    private static readonly SearchValues<byte> EndsValue = SearchValues.Create(" \t\n\r\f>"u8);

    private readonly ReadOnlySpan<byte> _page = page;
    private HtmlAttributes _attributes;
    private Range _content;

    /// <summary>Gets the number of bytes before the token that is next; what is before it need not be kept.</summary>
    public int Position { get; private set; }

    /// <summary>Gets what the current token is.</summary>
    public HtmlTokenKind Kind { get; private set; }

    /// <summary>Gets whether the page ended inside a tag or comment.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Gets the attributes of the current start tag.</summary>
    public readonly HtmlAttributes Attributes => _attributes;

    /// <summary>Gets the bytes of the current text, or the name of the current tag.</summary>
    public readonly ReadOnlySpan<byte> Content => _page[_content];

    /// <summary>Tells whether the current tag has a name.</summary>
    public readonly bool IsNamed(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Content, name);

    /// <summary>Moves to the next token; returns false when the bytes hold no further complete one.</summary>
    public bool Read()
    {
        while (Position < _page.Length)
        {
            var rest = _page[Position..];
            if (rest[0] != '<')
            {
                return ReadText(rest.IndexOf((byte)'<'));
            }

            if (rest.Length < 4 && !isFinal)
            {
                return false;
            }

            if (rest.StartsWith("<!--"u8))
            {
                if (!Skip(rest[4..].IndexOf("-->"u8), 4 + 3))
                {
                    return false;
                }
            }
            else if (rest.Length > 1 && char.IsAsciiLetter((char)rest[1]))
            {
                return ReadStartTag();
            }
            else if (rest.Length > 2 && rest[1] == '/' && char.IsAsciiLetter((char)rest[2]))
            {
                return ReadEndTag(rest);
            }
            else if (rest.Length > 1 && rest[1] is (byte)'!' or (byte)'?' or (byte)'/')
            {
                if (!Skip(rest.IndexOf((byte)'>'), 1))
                {
                    return false;
                }
            }
            else
            {
                // A lone "<" is text.
                var next = rest[1..].IndexOf((byte)'<');
                return ReadText(next < 0 ? -1 : next + 1);
            }
        }

        return false;
    }

    /// <summary>Goes back to an earlier <see cref="Position"/>.</summary>
    public void Rewind(int position) => Position = position;

    private bool ReadText(int length)
    {
        if (length < 0 && !isFinal)
        {
            return false;
        }

        var end = length < 0 ? _page.Length : Position + length;
        Kind = HtmlTokenKind.Text;
        _content = Position..end;
        Position = end;
        return true;
    }

    private bool Skip(int found, int more)
    {
        if (found < 0)
        {
            return CutOff();
        }

        Position += found + more;
        return true;
    }

    private bool ReadEndTag(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'>');
        if (end < 0)
        {
            return CutOff();
        }

        Kind = HtmlTokenKind.EndTag;
        var length = rest[2..end].IndexOfAny(EndsName);
        _content = (Position + 2)..(Position + (length < 0 ? end : 2 + length));
        Position += end + 1;
        return true;
    }

    private bool ReadStartTag()
    {
        _attributes.Clear();
        var at = Position + 1;
        if (!TryFind(EndsName, at, out var nameEnd))
        {
            return CutOff();
        }

        var name = at..nameEnd;
        at = nameEnd;
        while (true)
        {
            at = SkipFiller(at);
            if (at >= _page.Length)
            {
                return CutOff();
            }

            if (_page[at] == '>')
            {
                break;
            }

            if (!ReadAttribute(ref at))
            {
                return CutOff();
            }
        }

        var end = at + 1;
        if (IsRawText(_page[name]) && !TryFindEndTag(_page[name], ref end))
        {
            return CutOff();
        }

        Kind = HtmlTokenKind.StartTag;
        _content = name;
        Position = end;
        return true;
    }

    private static bool IsRawText(ReadOnlySpan<byte> name) =>
        name.Length is 5 or 6 or 8
        && (Ascii.EqualsIgnoreCase(name, "script"u8) || Ascii.EqualsIgnoreCase(name, "style"u8)
            || Ascii.EqualsIgnoreCase(name, "title"u8) || Ascii.EqualsIgnoreCase(name, "textarea"u8));

    // What is in a raw text element is no markup: it counts as part of its start tag.
    private readonly bool TryFindEndTag(ReadOnlySpan<byte> name, ref int at)
    {
        while (_page[at..].IndexOf("</"u8) is >= 0 and var found)
        {
            at += found + 2;
            if (_page.Length - at >= name.Length && Ascii.EqualsIgnoreCase(_page.Slice(at, name.Length), name))
            {
                at -= 2;
                return true;
            }
        }

        return false;
    }

    private bool ReadAttribute(ref int at)
    {
        // A name may start with "=" but not consist of nothing.
        if (!TryFind(EndsName, at + 1, out var nameEnd))
        {
            return false;
        }

        var name = at..nameEnd;
        at = SkipSpace(nameEnd);
        if (at >= _page.Length)
        {
            return false;
        }

        if (_page[at] != '=')
        {
            _attributes.Add(name, at..at);
            return true;
        }

        at = SkipSpace(at + 1);
        if (at >= _page.Length)
        {
            return false;
        }

        var quote = _page[at];
        if (quote is (byte)'"' or (byte)'\'')
        {
            var length = _page[(at + 1)..].IndexOf(quote);
            if (length < 0)
            {
                return false;
            }

            _attributes.Add(name, (at + 1)..(at + 1 + length));
            at += length + 2;
            return true;
        }

        if (!TryFind(EndsValue, at, out var valueEnd))
        {
            return false;
        }

        _attributes.Add(name, at..valueEnd);
        at = valueEnd;
        return true;
    }

    private readonly bool TryFind(SearchValues<byte> set, int from, out int found)
    {
        var length = from <= _page.Length ? _page[from..].IndexOfAny(set) : -1;
        found = from + length;
        return length >= 0;
    }

    private readonly int SkipSpace(int at)
    {
        while (at < _page.Length && _page[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f')
        {
            at++;
        }

        return at;
    }

    // Between attributes a slash means nothing.
    private readonly int SkipFiller(int at)
    {
        do
        {
            at = SkipSpace(at);
        }
        while (at < _page.Length && _page[at] == '/' && ++at > 0);
        return at;
    }

    private bool CutOff()
    {
        IsCutOff = isFinal;
        return false;
    }
}
