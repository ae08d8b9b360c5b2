using System.IO.Compression;
using System.Xml.Linq;

namespace Pulp.FunctionalTests.Packaging;

/// <summary>
/// A package as it lies in the feed.
/// </summary>
internal sealed class Package : IDisposable
{
    private static readonly string[] OfTheFormat = ["_rels/", "[Content_Types].xml", "package/"];
    private readonly ZipArchive archive;

    public Package(string path)
    {
        archive = ZipFile.OpenRead(path);
        Metadata = XDocument.Parse(Read(Files.Single(file => file.EndsWith(".nuspec", StringComparison.Ordinal)))).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    /// <summary>Gets the paths of the files, without those that every package has.</summary>
    public IReadOnlyList<string> Files => [.. archive.Entries.Select(entry => entry.FullName).Where(name => !OfTheFormat.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))];

    public XElement Metadata { get; }

    public IReadOnlyDictionary<string, string> Dependencies => Metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
        .ToDictionary(element => element.Attribute("id")!.Value, element => element.Attribute("version")!.Value, StringComparer.Ordinal);

    public string? this[string name] => Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

    public string Read(string path)
    {
        using var reader = new StreamReader(archive.GetEntry(path)!.Open());
        return reader.ReadToEnd();
    }

    public long SizeOf(string path) => archive.GetEntry(path)!.Length;

    public void Dispose() => archive.Dispose();
}
