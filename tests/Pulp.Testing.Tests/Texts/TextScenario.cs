using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins;
using Pulp.Testing.Plugins;
using Pulp.Testing.Upstream;

namespace Pulp.Testing.Tests.Texts;

/// <summary>Tells the specifications of the plugin with some faults; a nested class for each.</summary>
public abstract class TextScenario(TextFaults faults) : PluginScenario
{
    public override PulpPlugin CreatePlugin() => new TextsPlugin(faults);

    public override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    public override IEnumerable<Content> CreateUnits() =>
        [new Text { Path = "a", Sha256 = new('1', 64), Forgotten = "one" }, new Text { Path = "b", Sha256 = new('2', 64), Forgotten = "two" }];

    public override byte[] CreateFile(int number) => Encoding.UTF8.GetBytes($"Text {number}, which is long enough.");

    public override string PathOf(int number) => $"text-{number}.txt";

    public override object DescribeRemote(FakeUpstream upstream) => new { url = upstream.UrlOf("/index") };

    public override void Offer(FakeUpstream upstream, IReadOnlyList<PluginUnit> units)
    {
        var index = new StringBuilder();
        foreach (var unit in units)
        {
            byte[] bytes = unit.IsChanged ? [.. unit.Bytes, (byte)'!'] : unit.Bytes;
            upstream.Map(UpstreamPathOf(unit), FakeAnswer.Ok(bytes));
            index.Append(CultureInfo.InvariantCulture, $"{unit.Path} {Convert.ToHexStringLower(SHA256.HashData(bytes))} {bytes.Length}\n");
        }

        upstream.Map("/index", FakeAnswer.Ok(index.ToString()));
    }

    public override string UpstreamPathOf(PluginUnit unit) => $"/{unit.Path}";

    public override UploadForm DescribeUpload(PluginUnit unit) => new(unit.Path, unit.Bytes);

    public override UploadForm DescribeBrokenUpload() => new("text.txt", Encoding.UTF8.GetBytes("No title here."));

    public sealed class Right() : TextScenario(TextFaults.None);

    public sealed class WithoutDigests() : TextScenario(TextFaults.DeclaresNoDigests);

    public sealed class WithOutagesForAbsence() : TextScenario(TextFaults.TakesOutagesForAbsence);

    public sealed class AcceptingAnything() : TextScenario(TextFaults.AcceptsAnything);

    public sealed class WithUnstableKeys() : TextScenario(TextFaults.HasUnstableKeys);

    public sealed class Forgetful() : TextScenario(TextFaults.ForgetsFields);

    public sealed class NeverForgetting() : TextScenario(TextFaults.NeverForgets);

    public sealed class Careless() : TextScenario(TextFaults.ReadsWithoutCare);

    public sealed class Incomplete() : TextScenario(TextFaults.NeedsWhatIsNotThere);

    /// <summary>Its upstream says of a changed unit what it said before.</summary>
    public sealed class Unchanging() : TextScenario(TextFaults.None)
    {
        public override void Offer(FakeUpstream upstream, IReadOnlyList<PluginUnit> units) => base.Offer(upstream, [.. units.Select(unit => unit with { IsChanged = false })]);
    }
}
