using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Pulp.Stores;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Writes a directory as a page, in the form that web servers' own listings have and mirroring tools read.
/// </summary>
internal static class IndexPage
{
    public const string ContentType = "text/html; charset=utf-8";
    private const int NameWidth = 100;

    /// <summary>Gets the headers of such a page.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers { get; } =
    [
        new("X-Content-Type-Options", "nosniff"),
        new("Content-Security-Policy", "default-src 'none'; sandbox allow-top-navigation"),
    ];

    public static byte[] Write(string path, IEnumerable<DirectoryEntry> entries, bool isRoot)
    {
        var html = new StringBuilder();
        var title = HtmlEncoder.Default.Encode(path);
        html.Append("<html>\n<head><title>Index of ").Append(title).Append("</title></head>\n<body bgcolor=\"white\">\n<h1>Index of ").Append(title).Append("</h1>\n<hr><pre>");
        if (!isRoot)
            html.Append("<a href=\"../\">../</a>");
        html.Append('\n');
        foreach (var entry in entries)
            AppendLine(html, entry);
        html.Append("</pre><hr></body>\n</html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    private static void AppendLine(StringBuilder html, DirectoryEntry entry)
    {
        var isDirectory = entry.Name.EndsWith('/');
        var name = isDirectory ? entry.Name.AsSpan(..^1) : entry.Name;
        html.Append("<a href=\"").Append(Uri.EscapeDataString(name)).Append(isDirectory ? "/" : "").Append("\">")
            .Append(HtmlEncoder.Default.Encode(entry.Name)).Append("</a>").Append(' ', Math.Max(1, NameWidth - entry.Name.Length));
        if (entry.Added is { } added)
            html.Append(CultureInfo.InvariantCulture, $"{added:dd-MMM-yyyy HH:mm}");
        html.Append("  ");
        if (entry.Size is { } size)
            html.Append(FormatSize(size));
        html.Append('\n');
    }

    internal static string FormatSize(long size)
    {
        if (size < 1000)
            return size == 1 ? "1 Byte" : string.Create(CultureInfo.InvariantCulture, $"{size} Bytes");
        ReadOnlySpan<string> units = ["kB", "MB", "GB", "TB", "PB", "EB"];
        var (value, unit) = (size / 1000.0, 0);
        for (; value >= 999.95 && unit < units.Length - 1; unit++)
            value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {units[unit]}");
    }
}
