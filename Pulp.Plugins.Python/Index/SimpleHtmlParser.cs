using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>Reads a project page in HTML (PEP 503, 592, 629, 658, 708, 714, 740, 792).</summary>
internal sealed class SimpleHtmlParser
{
    private readonly ProjectPageBuilder _page;
    private bool _hasBase;

    public SimpleHtmlParser(ProjectPageBuilder page) => _page = page;

    public void Parse(ReadOnlySpan<byte> html)
    {
        var scanner = new HtmlPageScanner { OnMeta = OnMeta, OnBase = OnBase, OnLink = OnLink };
        scanner.Scan(html, isFinal: true);
        if (_page.IsEmpty && scanner.IsNoIndex)
        {
            throw HtmlPageScanner.NoIndex();
        }
    }

    private void OnMeta(string name, string content)
    {
        switch (name)
        {
            case "pypi:repository-version":
                _page.SetApiVersion(content);
                break;
            case "pypi:tracks":
                _page.Tracks.Add(content);
                break;
            case "pypi:alternate-locations":
                _page.AlternateLocations.Add(content);
                break;
            case "pypi:project-status":
                _page.SetStatus(content);
                break;
            case "pypi:project-status-reason":
                _page.StatusReason = content;
                break;
        }
    }

    // The first base element with an href counts, relative to the page itself (HTML standard, "The base element").
    private void OnBase(string href)
    {
        if (!_hasBase && Uri.TryCreate(_page.Links.Base, href, out var url))
        {
            _page.Links.Base = url;
            _hasBase = true;
        }
    }

    private void OnLink(ReadOnlySpan<byte> page, in HtmlAttributes attributes, ReadOnlySpan<byte> text)
    {
        var link = default(SimpleHtmlLink);
        for (var i = 0; i < attributes.Count; i++)
        {
            link.Read(attributes.Name(page, i), page, in attributes, i);
        }

        if (link.Href is null)
        {
            return;
        }

        var (target, hash) = SplitFragment(link.Href);
        if (_page.Links.Resolve(target) is not { } url)
        {
            _page.Skip(link.Href, "the link does not lead to http(s)");
            return;
        }

        if (FileNameOf(url, text) is { } fileName)
        {
            _page.Add(link.ToIndexFile(fileName, url, hash));
        }
    }

    private static (string Target, IndexHash? Hash) SplitFragment(string href)
    {
        var hash = href.IndexOf('#');
        return hash < 0 ? (href, null) : (href[..hash], SimpleHtmlLink.ParseFragment(href.AsSpan(hash + 1)));
    }

    // Installers take the file name from the URL; the text counts where the URL holds none, as with download scripts. A link to a folder is no file.
    private string? FileNameOf(string url, ReadOnlySpan<byte> text)
    {
        var query = url.IndexOf('?');
        var path = query < 0 ? url.AsSpan() : url.AsSpan(0, query);
        var name = path[(path.LastIndexOf('/') + 1)..];
        var decoded = name.Contains('%') ? Uri.UnescapeDataString(name.ToString()) : name.ToString();
        if (DistributionFileName.ExtensionOf(decoded) is null && HtmlAttributes.Decode(text) is { } shown && DistributionFileName.ExtensionOf(shown) is not null)
        {
            decoded = shown;
        }

        if (decoded.Length > 0 && !DistributionFileName.IsSafe(decoded))
        {
            _page.Skip(decoded, "the file has an unsafe name");
        }

        return DistributionFileName.IsSafe(decoded) ? decoded : null;
    }
}
