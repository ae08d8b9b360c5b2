using Microsoft.Extensions.DependencyInjection;
using Pulp;
using Pulp.Remotes;
using Pulp.Tasking;
using Pulp.Testing.Upstream;

namespace Acme.Things.Tests;

/// <summary>
/// Tests what is this plugin's own.
/// </summary>
public sealed class WidgetSyncTests
{
    private static readonly string Digest = new('1', 64);
    private FakeUpstream upstream = null!;
    private WidgetHost host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        upstream = await FakeUpstream.StartAsync();
        host = await WidgetHost.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await host.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Test]
    public async Task A_sync_takes_the_endings_that_are_asked_for()
    {
        upstream.Map("/SHA256SUMS", FakeAnswer.Ok($"{Digest}  a.iso\n{Digest} *deep/b.iso\n{Digest}  c.txt\n"));

        Assert.That(await SyncAsync(".iso"), Is.EqualTo(new[] { "a.iso", "deep/b.iso" }));
    }

    [TestCase("no digest  a.iso")]
    [TestCase("1111  a.iso")]
    public void A_line_that_is_none_fails_the_sync(string line)
    {
        upstream.Map("/SHA256SUMS", FakeAnswer.Ok(line));

        Assert.That(() => SyncAsync(), Throws.TypeOf<TaskFailedException>().With.Message.Contain(line));
    }

    private async Task<List<string>> SyncAsync(params string[] endings)
    {
        var pulp = host.Services.GetRequiredService<PulpInstance>();
        var remote = await pulp.CreateAsync(new WidgetRemote { Name = "upstream", Url = upstream.Url.AbsoluteUri, Endings = endings, Policy = DownloadPolicy.OnDemand });
        var repository = await pulp.CreateAsync(new WidgetRepository { Name = "repository", Remote = remote.Id });
        var version = await pulp.SyncAsync(repository);
        var paths = new List<string>();
        await foreach (var widget in pulp.ContentAsync<Widget>(version))
            paths.Add(widget.Path);
        return paths;
    }
}
