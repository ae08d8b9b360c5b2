using System.Text;
using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins.File.Tests.Support;
using Pulp.Testing.Plugins;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.File.Tests.Conformance;

/// <summary>Unit n is a file in a folder; upstream changes about it what it holds.</summary>
public sealed class FileScenario : PluginScenario
{
    public override PulpPlugin CreatePlugin() => new FilePlugin();

    public override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    public override IEnumerable<Content> CreateUnits() =>
    [
        new FileContent { RelativePath = "a", Sha256 = new string('1', 64) },
        new FileContent { RelativePath = "a", Sha256 = new string('2', 64) },
        new FileContent { RelativePath = "deep/a", Sha256 = new string('1', 64) },
    ];

    public override byte[] CreateFile(int number) => Encoding.UTF8.GetBytes($"The file of unit {number}.");

    public override string PathOf(int number) => $"folder/unit {number}.txt";

    public override object DescribeRemote(FakeUpstream upstream) => new { url = upstream.UrlOf("/files/PULP_MANIFEST") };

    public override void Offer(FakeUpstream upstream, IReadOnlyList<PluginUnit> units)
    {
        var files = units.Select(unit => (unit, Text: Encoding.UTF8.GetString(unit.Bytes) + (unit.IsChanged ? " It has changed." : ""))).ToList();
        foreach (var (unit, text) in files)
            upstream.Map(UpstreamPathOf(unit), FakeAnswer.Ok(text));
        upstream.Map("/files/PULP_MANIFEST", FakeAnswer.Ok(string.Concat(files.Select(file => UpstreamFolder.Line(file.unit.Path, file.Text) + "\n"))));
    }

    public override string UpstreamPathOf(PluginUnit unit) => $"/files/{unit.Path}";

    public override UploadForm DescribeUpload(PluginUnit unit) => new("file", unit.Bytes, ("relative_path", unit.Path));

    public override UploadForm DescribeBrokenUpload() => new("file", CreateFile(1), ("relative_path", "../outside"));
}
