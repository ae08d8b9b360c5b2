using Pulp.Sync;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;

namespace Pulp.Tests.Sync;

[TestFixture]
internal sealed class SyncPathTests
{
    [TestCase("../outside")]
    [TestCase("/absolute")]
    [TestCase("a//b")]
    [TestCase("a/./b")]
    [TestCase("a\\b")]
    [TestCase("a\nb")]
    [TestCase("")]
    public async Task A_path_that_leads_elsewhere_is_left_out_and_counted(string path)
    {
        await using var test = await TestPulp.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        var repository = await test.RepositoryAsync();
        var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 });
        var bad = new DeclaredContent(new DemoFile { Name = "bad" }, TestPulp.FileAt(new Uri(upstream.Url, "file"), path, "content"u8));
        test.Script.Yield(bad, new DeclaredContent(new DemoFile { Name = "good" }));

        var synced = await test.SyncAsync(repository, remote);

        Assert.That(synced.Skipped["path of a file cannot be served"].Examples, Is.EqualTo(new[] { path }));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("good"));
        Assert.That(bad.Saved.IsFaulted, Is.True, "a source that waits for the unit hears of it");
    }
}
