using System.Text;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Finds the links and the statements of the head in an index page (PEP 503, 629, 708, 792) and judges whether the page is complete.
/// </summary>
/// <remarks>
/// Works on windows: between windows it keeps only whether the parts of the page that were opened were closed. A link is handed out with its text
/// once it is closed, so a window must hold a link as a whole.
/// </remarks>
internal sealed class HtmlPageScanner
{
    // What generators of indexes and of directory listings write into an otherwise empty page: "Links for", "Simple index", "Index of", "Directory listing for".
    private static readonly string[] IndexWords = ["links for", "index", "listing"];

    private bool _hasText;
    private bool _namesIndex;
    private bool _inHtml;
    private bool _inBody;
    private bool _sawMarkup;

    /// <summary>Called with attributes and text of each link that has an <c>href</c>; both are ranges of the page given beside them.</summary>
    public delegate void LinkHandler(ReadOnlySpan<byte> page, in HtmlAttributes attributes, ReadOnlySpan<byte> text);

    /// <summary>Called with name and content of each <c>meta</c> element.</summary>
    public required Action<string, string> OnMeta { get; init; }

    /// <summary>Called with the <c>href</c> of each <c>base</c> element.</summary>
    public required Action<string> OnBase { get; init; }

    /// <summary>Called for each link.</summary>
    public required LinkHandler OnLink { get; init; }

    /// <summary>
    /// Gets whether the page, seen whole and found to list nothing, says something else instead: an error page or a login page that was answered with
    /// success. To take it for an empty index would remove from a mirror what is still upstream.
    /// </summary>
    public bool IsNoIndex => _hasText && !_namesIndex;

    /// <summary>Scans a window and returns how many of its bytes are done with.</summary>
    /// <exception cref="IndexFormatException">The page is final and cut off, or no HTML.</exception>
    public int Scan(ReadOnlySpan<byte> page, bool isFinal)
    {
        var tokens = new HtmlTokenizer(page, isFinal);
        var done = 0;
        while (tokens.Read())
        {
            if (tokens.Kind == HtmlTokenKind.StartTag && !OnStartTag(ref tokens, page, isFinal))
            {
                break;
            }

            if (tokens.Kind == HtmlTokenKind.EndTag)
            {
                OnEndTag(in tokens);
            }
            else if (tokens.Kind == HtmlTokenKind.Text && !_namesIndex)
            {
                OnText(tokens.Content);
            }

            done = tokens.Position;
        }

        if (isFinal)
        {
            CheckComplete(tokens.IsCutOff);
        }

        return isFinal ? page.Length : done;
    }

    private void CheckComplete(bool isCutOff)
    {
        if (isCutOff || _inHtml || _inBody)
        {
            throw Malformed("the page is cut off");
        }

        if (!_sawMarkup)
        {
            throw Malformed("the page is not HTML");
        }
    }

    // Returns false when the element is not complete in the window.
    private bool OnStartTag(ref HtmlTokenizer tokens, ReadOnlySpan<byte> page, bool isFinal)
    {
        _sawMarkup = true;
        if (tokens.IsNamed("a"u8))
        {
            return OnAnchor(ref tokens, page, isFinal);
        }

        if (tokens.IsNamed("meta"u8))
        {
            var name = tokens.Attributes.Find(page, "name"u8) ?? string.Empty;
            _namesIndex |= name == "pypi:repository-version";
            OnMeta(name, tokens.Attributes.Find(page, "content"u8) ?? string.Empty);
        }
        else if (tokens.IsNamed("base"u8))
        {
            if (tokens.Attributes.Find(page, "href"u8) is { } href)
            {
                OnBase(href);
            }
        }
        else if (tokens.IsNamed("html"u8))
        {
            _inHtml = true;
        }
        else if (tokens.IsNamed("body"u8))
        {
            _inBody = true;
        }

        return true;
    }

    private void OnText(ReadOnlySpan<byte> content)
    {
        var text = content.Trim(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return;
        }

        _hasText = true;
        var words = Encoding.UTF8.GetString(text);
        _namesIndex = Array.Exists(IndexWords, word => words.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private void OnEndTag(in HtmlTokenizer tokens)
    {
        if (tokens.IsNamed("html"u8))
        {
            // The end of the page closes what is in it.
            _inHtml = _inBody = false;
        }
        else if (tokens.IsNamed("body"u8))
        {
            _inBody = false;
        }
    }

    private bool OnAnchor(ref HtmlTokenizer tokens, ReadOnlySpan<byte> page, bool isFinal)
    {
        var attributes = tokens.Attributes;
        var text = default(ReadOnlySpan<byte>);
        while (true)
        {
            // Another link or the end of the page closes a link that was left open.
            var before = tokens.Position;
            if (!tokens.Read())
            {
                if (!isFinal || tokens.IsCutOff)
                {
                    return false;
                }

                throw Malformed("the page is cut off inside a link");
            }

            if (tokens.Kind == HtmlTokenKind.Text && text.IsEmpty)
            {
                text = tokens.Content.Trim(" \t\r\n"u8);
            }
            else if (tokens.Kind == HtmlTokenKind.EndTag && tokens.IsNamed("a"u8))
            {
                break;
            }
            else if (tokens.Kind != HtmlTokenKind.Text && (tokens.IsNamed("a"u8) || tokens.IsNamed("body"u8) || tokens.IsNamed("html"u8)))
            {
                tokens.Rewind(before);
                break;
            }
        }

        OnLink(page, in attributes, text);
        return true;
    }

    /// <summary>The error for a page that is <see cref="IsNoIndex"/>.</summary>
    public static IndexFormatException NoIndex() => Malformed("the page lists nothing and has other text instead, as an error page has");

    private static IndexFormatException Malformed(string rule) => new(IndexFormatError.Malformed, null, rule);
}
