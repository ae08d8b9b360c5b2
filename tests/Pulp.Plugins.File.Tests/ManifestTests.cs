using System.Text;
using Pulp.Plugins.File.Tests.Support;
using Pulp.Sync;
using Pulp.Testing.Fuzzing;

namespace Pulp.Plugins.File.Tests;

[TestFixture]
internal sealed class ManifestTests
{
    private static readonly Uri Manifest = new("https://example.org/folder/PULP_MANIFEST?key=1");

    [TestCase("a b/c", "https://example.org/folder/a%20b/c?key=1")]
    [TestCase("%2e%2e/a", "https://example.org/folder/%252e%252e/a?key=1")]
    [TestCase("http://elsewhere/a", null)]
    [TestCase("a:b@c", "https://example.org/folder/a%3Ab%40c?key=1")]
    public void A_file_lies_beside_its_manifest(string path, string? url)
    {
        var line = UpstreamFolder.Line(path, "x");
        if (url is null)
            Assert.That(() => ManifestEntry.Parse(line), Throws.TypeOf<SyncException>());
        else
            Assert.That(ManifestEntry.Parse(line).UrlBeside(Manifest).AbsoluteUri, Is.EqualTo(url));
    }

    [Test]
    public async Task Damaged_manifests_are_refused_or_stay_in_their_folder() => await Fuzz.RunAsync(
        1,
        3000,
        [
            Encoding.UTF8.GetBytes($"# comment\r\n{UpstreamFolder.Line("a.txt", "one")}\r\n{UpstreamFolder.Line("deep/er/b c.txt", "two")}\n"),
            Encoding.UTF8.GetBytes($"\uFEFF{UpstreamFolder.Line("one,two", "x")}\n\n{UpstreamFolder.Line("ünï", "y")}"),
        ],
        async bytes =>
        {
            try
            {
                await using var stream = new MemoryStream(bytes);
                await foreach (var line in UpstreamLines.ReadAsync(stream))
                {
                    if (!ManifestEntry.IsEntry(line))
                        continue;
                    var entry = ManifestEntry.Parse(line);
                    Assert.That(ManifestEntry.Parse(entry.ToString()), Is.EqualTo(entry));
                    Assert.That(entry.UrlBeside(Manifest).AbsoluteUri, Does.StartWith("https://example.org/folder/").And.EndsWith("?key=1"));
                }
            }
            catch (SyncException)
            {
                // Refused in its own words.
            }
        });
}
