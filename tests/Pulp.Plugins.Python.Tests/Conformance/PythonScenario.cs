using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Testing.Plugins;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Conformance;

/// <summary>Unit n is the wheel of a project of its own; upstream changes about it that it is yanked.</summary>
public sealed class PythonScenario : PluginScenario
{
    public override PulpPlugin CreatePlugin() => new PythonPlugin();

    public override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    public override IEnumerable<Content> CreateUnits()
    {
        foreach (var number in new[] { 1, 2 })
        {
            var digest = new string((char)('0' + number), 64);
            yield return new PythonPackage
            {
                Filename = PathOf(number),
                Sha256 = digest,
                Name = "Apple",
                Version = $"{number}.0rc1",
                Packagetype = "bdist_wheel",
                RequiresPython = ">=3.8",
                Size = number,
                UploadTime = new DateTimeOffset(2026, 1, number, 0, 0, 0, TimeSpan.Zero),
            };
            yield return new PythonYank { Filename = PathOf(number), Name = "apple", Reason = "broken" };
            yield return new PythonProject { Name = "apple", Status = number == 1 ? "archived" : "quarantined", Tracks = ["https://pypi.org/simple/apple/"] };
            yield return new PackageProvenance { PackageSha256 = digest, Filename = PathOf(number), Name = "apple", Sha256 = digest, Provenance = JsonDocument.Parse("""{"version":1}""").RootElement };
        }
    }

    public override byte[] CreateFile(int number) => WheelBuilder.Minimal($"unit-{number}", "1.0");

    public override string PathOf(int number) => $"unit_{number}-1.0-py3-none-any.whl";

    public override void Offer(FakeUpstream upstream, IReadOnlyList<PluginUnit> units)
    {
        upstream.Map("/simple/", UpstreamIndex.Root([.. units.Select(unit => (ProjectOf(unit.Number), (long?)null))]));
        foreach (var unit in units)
        {
            var page = new JsonObject
            {
                ["meta"] = new JsonObject { ["api-version"] = "1.1" },
                ["name"] = ProjectOf(unit.Number),
                ["files"] = new JsonArray(new JsonObject
                {
                    ["filename"] = unit.Path,
                    ["url"] = $"../../files/{unit.Path}",
                    ["hashes"] = new JsonObject { ["sha256"] = unit.Sha256 },
                    ["requires-python"] = unit.IsChanged ? ">=3.12" : ">=3.8",
                    ["yanked"] = unit.IsChanged,
                }),
            };
            upstream.Map($"/simple/{ProjectOf(unit.Number)}/", FakeAnswer.Ok(page.ToJsonString(), UpstreamIndex.Json));
            upstream.Map(UpstreamPathOf(unit), FakeAnswer.Ok(unit.Bytes));
        }
    }

    public override string UpstreamPathOf(PluginUnit unit) => $"/files/{unit.Path}";

    public override UploadForm DescribeUpload(PluginUnit unit) => new(unit.Path, unit.Bytes);

    public override UploadForm DescribeBrokenUpload() => new(PathOf(1), Encoding.UTF8.GetBytes("This is no wheel, whatever it is called."));

    private static string ProjectOf(int number) => $"unit-{number}";
}
