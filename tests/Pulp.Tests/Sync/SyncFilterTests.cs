using Microsoft.Extensions.DependencyInjection;
using Pulp.Sync;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;

namespace Pulp.Tests.Sync;

[TestFixture]
internal sealed class SyncFilterTests
{
    private readonly NameFilter filter = new();
    private TestPulp test = null!;
    private DemoRepository repository = null!;
    private DemoRemote remote = null!;
    private FakeUpstream upstream = null!;

    [SetUp]
    public async Task SetUp()
    {
        upstream = await FakeUpstream.StartAsync();
        test = await TestPulp.StartAsync(configure: pulp => pulp.Services.AddSingleton<ISyncFilter>(filter));
        repository = await test.RepositoryAsync();
        remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri });
        filter.Refused = "b";
    }

    [TearDown]
    public async Task TearDown()
    {
        await test.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Test]
    public async Task What_a_filter_refuses_is_counted_and_none_of_it_is_downloaded()
    {
        upstream.Map("/b", FakeAnswer.Ok("content of b"));
        var refused = new DeclaredContent(new DemoFile { Name = "b" }, TestPulp.FileAt(upstream.UrlOf("/b"), "b", "content of b"u8));
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }), refused);
        var result = await test.SyncAsync(repository, remote);

        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
        Assert.That(result.Skipped["named b"].Count, Is.EqualTo(1));
        Assert.That(result.Skipped["named b"].Examples, Is.EqualTo(new[] { "b" }));
        Assert.That(upstream.CountOf("/b"), Is.Zero);
        Assert.That(refused.Saved.Exception!.InnerException, Is.InstanceOf<SyncException>());
    }

    [Test]
    public async Task It_comes_in_by_the_first_sync_that_lets_it()
    {
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }), new DeclaredContent(new DemoFile { Name = "b" }));
        await test.SyncAsync(repository, remote);
        filter.Refused = "a";
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }), new DeclaredContent(new DemoFile { Name = "b" }));
        await test.SyncAsync(repository, remote);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a b"));

        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }), new DeclaredContent(new DemoFile { Name = "b" }));
        await test.SyncAsync(repository, remote, mirror: true);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("b"), "a mirror treats it as gone from upstream");
    }

    private sealed class NameFilter : ISyncFilter
    {
        public string Refused { get; set; } = "";

        public ValueTask<string?> RefuseAsync(DeclaredContent unit, SyncContext context, CancellationToken cancellationToken) =>
            new(unit.Content is DemoFile file && file.Name == Refused ? $"named {Refused}" : null);
    }
}
