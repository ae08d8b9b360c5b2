using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>Reads a root page in HTML (PEP 503) window by window.</summary>
internal sealed class RootHtmlParser : IRootParser
{
    private readonly HtmlPageScanner _scanner;
    private List<IndexRootEntry> _entries = [];
    private bool _hasEntry;

    public RootHtmlParser() => _scanner = new HtmlPageScanner { OnMeta = OnMeta, OnBase = static _ => { }, OnLink = OnLink };

    public int Parse(ReadOnlySpan<byte> window, bool isFinal, List<IndexRootEntry> entries)
    {
        _entries = entries;
        var done = _scanner.Scan(window, isFinal);
        if (isFinal && !_hasEntry && _scanner.IsNoIndex)
        {
            throw HtmlPageScanner.NoIndex();
        }

        return done;
    }

    private static void OnMeta(string name, string content)
    {
        if (name == "pypi:repository-version")
        {
            ApiVersionRule.Check(content);
        }
    }

    // The text is the name; a page that decorates it still has the normalized name as the last segment of the link.
    private void OnLink(ReadOnlySpan<byte> page, in HtmlAttributes attributes, ReadOnlySpan<byte> text)
    {
        if (attributes.Find(page, "href"u8) is not { } href)
        {
            return;
        }

        var name = HtmlAttributes.Decode(text);
        if (!ProjectName.IsValid(name))
        {
            var path = href.AsSpan().TrimEnd('/');
            name = path[(path.LastIndexOf('/') + 1)..].ToString();
        }

        if (ProjectName.IsValid(name))
        {
            _hasEntry = true;
            _entries.Add(new IndexRootEntry(name));
        }
    }
}
