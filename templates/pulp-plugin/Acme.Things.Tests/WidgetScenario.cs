using System.Text;
using Pulp;
using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins;
using Pulp.Testing.Plugins;
using Pulp.Testing.Upstream;

namespace Acme.Things.Tests;

/// <summary>
/// Tells the specifications what they cannot know: how a widget looks, and how an upstream offers it.
/// </summary>
public sealed class WidgetScenario : PluginScenario
{
    public override PulpPlugin CreatePlugin() => new ThingsPlugin();

    public override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    public override IEnumerable<Content> CreateUnits() =>
    [
        new Widget { Path = "a.txt", Sha256 = new string('1', 64) },
        new Widget { Path = "a.txt", Sha256 = new string('2', 64) },
    ];

    public override byte[] CreateFile(int number) => Encoding.UTF8.GetBytes($"This is the file of widget {number}.");

    public override string PathOf(int number) => $"folder/widget {number}.txt";

    public override object DescribeRemote(FakeUpstream upstream) => new { url = upstream.UrlOf("/files") };

    public override void Offer(FakeUpstream upstream, IReadOnlyList<PluginUnit> units)
    {
        var list = new StringBuilder();
        foreach (var unit in units)
        {
            // The format has no metadata besides the file, so a unit that has changed is another file at the same path.
            var bytes = unit.IsChanged ? [.. unit.Bytes, (byte)'!'] : unit.Bytes;
            upstream.Map(UpstreamPathOf(unit), FakeAnswer.Ok(bytes));
            list.Append(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))).Append("  ").Append(unit.Path).Append('\n');
        }

        upstream.Map("/files/SHA256SUMS", FakeAnswer.Ok(list.ToString()));
    }

    public override string UpstreamPathOf(PluginUnit unit) => $"/files/{unit.Path}";

    public override UploadForm DescribeUpload(PluginUnit unit) => new("file.txt", unit.Bytes, ("relative_path", unit.Path));

    public override UploadForm DescribeBrokenUpload() => new("empty.txt", []);
}
