namespace Pulp.Plugins.Python.Index;

/// <summary>Tells how a page is serialized, by its Content-Type where that says so, else by its first character.</summary>
internal static class IndexPageKinds
{
    /// <summary>Tells the kind of a page.</summary>
    /// <exception cref="IndexFormatException">The type is of another API version, or type and content contradict each other, or neither says anything.</exception>
    public static IndexPageKind Detect(string? contentType, ReadOnlySpan<byte> start)
    {
        var stated = Stated(contentType);
        var text = start.TrimStart(" \t\r\n\f"u8);
        IndexPageKind? seen = text is [(byte)'{', ..] ? IndexPageKind.Json : text is [(byte)'<', ..] ? IndexPageKind.Html : null;
        if (seen is null && (stated is null || !text.IsEmpty))
        {
            throw new IndexFormatException(IndexFormatError.Malformed, contentType, "the page is neither HTML nor JSON");
        }

        if (stated is not null && seen is not null && stated != seen)
        {
            throw new IndexFormatException(IndexFormatError.Malformed, contentType, $"the page is stated to be {stated} and is {seen}: it may be an error page");
        }

        return stated ?? seen!.Value;
    }

    private static IndexPageKind? Stated(string? contentType)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        const string Vendor = "application/vnd.pypi.simple.";
        if (type.StartsWith(Vendor, StringComparison.OrdinalIgnoreCase))
        {
            return type[Vendor.Length..] switch
            {
                var rest when rest.Equals("v1+json", StringComparison.OrdinalIgnoreCase) => IndexPageKind.Json,
                var rest when rest.Equals("v1+html", StringComparison.OrdinalIgnoreCase) => IndexPageKind.Html,
                _ => throw new IndexFormatException(IndexFormatError.UnsupportedVersion, contentType, "the content type is unsupported: version 1 of the simple repository API is required (PEP 691)"),
            };
        }

        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? IndexPageKind.Json
            : type.Equals("text/html", StringComparison.OrdinalIgnoreCase) || type.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase) ? IndexPageKind.Html
            : null;
    }
}
