using Pulp.Sync;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;
using Pulp.Transfer;

namespace Pulp.Tests.Sync;

/// <summary>
/// A draft that could not be removed, because the database took no change when its sync or import failed.
/// </summary>
[TestFixture]
internal sealed class LeftDraftTests
{
    private TestPulp test = null!;
    private FakeUpstream upstream = null!;
    private DemoRepository repository = null!;
    private DemoRemote remote = null!;

    private FullDatabase Database => (FullDatabase)test.Database;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync(configure: pulp => FullDatabase.Use(pulp.Services));
        upstream = await FakeUpstream.StartAsync();
        repository = await test.RepositoryAsync();
        remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 });
    }

    [TearDown]
    public async Task TearDown()
    {
        await upstream.DisposeAsync();
        await test.DisposeAsync();
    }

    [Test]
    public async Task The_failure_is_that_of_the_sync_and_the_next_sync_begins_anew()
    {
        await FailAsync();
        test.Script.Yield(Unit("b"));
        var version = (await test.SyncAsync(repository, remote)).Version!;
        Assert.That((version.Number, await test.NamesAsync(version)), Is.EqualTo((1L, "b")));
        await test.AssertNothingLeftAsync();
    }

    [Test]
    public async Task The_next_import_begins_anew()
    {
        var source = await test.RepositoryAsync("source");
        var bundle = await test.Pulp.ExportAsync(Path.Combine(test.Folder, "out"), [await test.Pulp.AddAsync(source, await test.FilesAsync("c"))]);
        await FailAsync();
        await test.Pulp.ImportAsync(bundle.TableOfContents.Path, new ImportOptions { RepositoryMapping = new Dictionary<string, string> { ["source"] = "repository" } });
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("c"));
        await test.AssertNothingLeftAsync();
    }

    private static DeclaredContent Unit(string name) => new(new DemoFile { Name = name });

    private async Task FailAsync()
    {
        test.Script.Read = (context, token) => FailingAsync();
        Assert.That(() => test.SyncAsync(repository, remote), Throws.TypeOf<SyncException>().With.Message.EqualTo("Upstream ended."));
        Database.IsFull = false;
        Assert.That(await test.CountAsync("SELECT count(*) FROM repository_version WHERE state <> 0"), Is.EqualTo(1), "The draft is left.");
    }

    private async IAsyncEnumerable<SyncItem> FailingAsync()
    {
        var unit = Unit("a");
        yield return unit;
        await unit.Saved;
        Database.IsFull = true;
        throw new SyncException("Upstream ended.");
    }
}
