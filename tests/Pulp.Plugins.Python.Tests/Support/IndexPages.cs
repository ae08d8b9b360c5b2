using System.Text;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Reads pages from texts.</summary>
internal static class IndexPages
{
    public const string Json = "application/vnd.pypi.simple.v1+json";
    public const string Html = "text/html; charset=utf-8";

    public static readonly Uri PageUrl = new("https://index.example/root/simple/demo/");

    public static async Task<SimpleProjectPage> ReadAsync(string page, string? contentType, string? requested = "demo", IndexReaderOptions? options = null, int step = int.MaxValue)
    {
        using var stream = new DribblingStream(Encoding.UTF8.GetBytes(page), step);
        return await SimpleIndexReader.ReadProjectAsync(stream, contentType, PageUrl, requested is null ? null : ProjectName.Parse(requested), options);
    }

    public static async Task<List<IndexRootEntry>> ReadRootAsync(byte[] page, string? contentType, int step = int.MaxValue, IndexReaderOptions? options = null)
    {
        using var stream = new DribblingStream(page, step);
        var entries = new List<IndexRootEntry>();
        await foreach (var entry in SimpleIndexReader.ReadRootAsync(stream, contentType, options))
        {
            entries.Add(entry);
        }

        return entries;
    }

    public static Task<List<IndexRootEntry>> ReadRootAsync(string page, string? contentType, int step = int.MaxValue) =>
        ReadRootAsync(Encoding.UTF8.GetBytes(page), contentType, step);
}
