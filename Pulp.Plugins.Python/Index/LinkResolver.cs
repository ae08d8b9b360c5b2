using System.Buffers;

namespace Pulp.Plugins.Python.Index;

/// <summary>Resolves the links of a page to absolute http(s) URLs without fragment.</summary>
internal sealed class LinkResolver(Uri pageUrl)
{
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/+%=&,;:!$()*@");

    /// <summary>Gets or sets the URL that relative links start from: the page's own, or that of its <c>base</c> element.</summary>
    public Uri Base { get; set; } = pageUrl;

    /// <summary>Returns the absolute URL, or <see langword="null"/> when the link does not lead to http(s).</summary>
    public string? Resolve(string link)
    {
        if (IsPlain(link))
        {
            return link;
        }

        if (!Uri.TryCreate(Base, link.Trim(), out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.Host.Length == 0)
        {
            return null;
        }

        var text = url.AbsoluteUri;
        var fragment = text.IndexOf('#');
        return fragment < 0 ? text : text[..fragment];
    }

    // An absolute URL with nothing in it to normalize, as nearly all links of large indexes are, needs no Uri.
    private static bool IsPlain(string link)
    {
        var rest = link.AsSpan();
        if (rest.StartsWith("https://", StringComparison.Ordinal))
        {
            rest = rest[8..];
        }
        else if (rest.StartsWith("http://", StringComparison.Ordinal))
        {
            rest = rest[7..];
        }
        else
        {
            return false;
        }

        var hostEnd = rest.IndexOfAnyExcept(HostCharacters);
        return hostEnd > 0
            && char.IsAsciiLetterLower(rest[0])
            && rest[hostEnd] == '/'
            && !rest[hostEnd..].ContainsAnyExcept(PathCharacters)
            && !rest[hostEnd..].Contains("/.", StringComparison.Ordinal);
    }
}
