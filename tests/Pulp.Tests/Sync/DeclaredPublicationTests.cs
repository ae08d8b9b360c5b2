using Pulp.Publications;
using Pulp.Sync;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;

namespace Pulp.Tests.Sync;

[TestFixture]
internal sealed class DeclaredPublicationTests
{
    private TestPulp test = null!;
    private FakeUpstream upstream = null!;
    private DemoRemote remote = null!;

    private PulpInstance Pulp => test.Pulp;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync(configure: pulp => WatchedDatabase.Use(pulp.Services));
        upstream = await FakeUpstream.StartAsync();
        remote = await Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri });
    }

    [TearDown]
    public async Task TearDown()
    {
        await upstream.DisposeAsync();
        await test.DisposeAsync();
    }

    [Test]
    public async Task A_sync_publishes_what_it_declares_instead_of_what_the_repository_asks_for([Values] bool autopublish)
    {
        var repository = await test.RepositoryAsync(with: plain => plain with { Autopublish = autopublish });
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }), Declared("index"));

        var version = (await test.SyncAsync(repository, remote)).Version!;

        var made = (await PublicationsAsync()).Single();
        Assert.That((made.RepositoryVersion, made.Complete, made.PassThrough), Is.EqualTo((version.Id, true, true)));
        Assert.That(await PathsAsync(made), Is.EqualTo(new[] { "index" }));
    }

    [Test]
    public async Task Where_a_unit_was_refused_the_types_publisher_makes_it()
    {
        var repository = await test.RepositoryAsync();
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }), new DeclaredContent(new DemoFile { Name = "blocked" }), Declared("index"));

        await test.SyncAsync(repository, remote, mirror: true);

        var made = (await PublicationsAsync()).Single();
        Assert.That(made.PassThrough, Is.True);
        Assert.That(await PathsAsync(made), Is.Empty);
    }

    [Test]
    public async Task Where_somebody_changed_the_repository_meanwhile_the_types_publisher_makes_it([Values] bool deletes)
    {
        var repository = await test.RepositoryAsync();
        var held = await Pulp.AddAsync(repository, await test.FilesAsync("a"));
        test.Script.Read = (_, _) => ReadAsync();
        // The version is made by the first change after the one that saves what the source declared.
        var database = (WatchedDatabase)test.Database;
        database.Before = async _ =>
        {
            if (!deletes || !await IsSavedAsync("b"))
                return;
            database.Before = null;
            await Pulp.DeleteAsync(held);
        };

        var version = (await test.SyncAsync(repository, remote, mirror: true)).Version!;

        Assert.That(await test.NamesAsync(version), Is.EqualTo(deletes ? "b" : "a b uploaded"));
        var made = (await PublicationsAsync()).Single();
        Assert.That((made.RepositoryVersion, made.PassThrough), Is.EqualTo((version.Id, true)));
        Assert.That(await PathsAsync(made), Is.Empty);

        async IAsyncEnumerable<SyncItem> ReadAsync()
        {
            yield return new DeclaredContent(new DemoFile { Name = "a" });
            yield return new DeclaredContent(new DemoFile { Name = "b" });
            yield return Declared("index");
            if (!deletes)
                await Pulp.AddAsync(repository, await test.FilesAsync("uploaded"));
        }
    }

    [Test]
    public async Task Without_a_new_version_the_latest_is_published_once()
    {
        var repository = await test.RepositoryAsync();
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }));
        var version = (await test.SyncAsync(repository, remote)).Version!;
        Assert.That(await PublicationsAsync(), Is.Empty);

        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }), Declared("index"));
        await test.SyncAsync(repository, remote);
        await test.SyncAsync(repository, remote);

        Assert.That((await PublicationsAsync()).Select(publication => publication.RepositoryVersion), Is.EqualTo(new[] { version.Id }));
    }

    [Test]
    public async Task A_publication_that_fails_fails_the_sync_and_leaves_the_version()
    {
        var repository = await test.RepositoryAsync();
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }), Declared("../index"));

        Assert.ThrowsAsync<PublicationException>(() => test.SyncAsync(repository, remote));

        Assert.That(await PublicationsAsync(), Is.Empty);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
        await test.AssertNothingLeftAsync();
    }

    [Test]
    public async Task A_publication_that_failed_is_made_by_the_next_sync_though_upstream_did_not_change()
    {
        var repository = await test.RepositoryAsync();
        var (path, skipped) = ("../index", 0);
        test.Script.Read = (context, token) => ReadAsync(context);
        Assert.ThrowsAsync<PublicationException>(() => test.SyncAsync(repository, remote));

        path = "index";
        Assert.That((await test.SyncAsync(repository, remote)).Version, Is.Null);
        Assert.That(await PathsAsync((await PublicationsAsync()).Single()), Is.EqualTo(new[] { "index" }));
        Assert.That(skipped, Is.Zero);
        await test.SyncAsync(repository, remote);
        Assert.That(skipped, Is.EqualTo(1));

        async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context)
        {
            if (await context.RememberedAsync(CancellationToken.None) is not null)
            {
                skipped++;
                yield return new UnchangedUpstream();
                yield break;
            }

            yield return new DeclaredContent(new DemoFile { Name = "a" });
            yield return Declared(path);
            yield return new CompletedUpstream([1]);
        }
    }

    private async Task<bool> IsSavedAsync(string name) => await test.CountAsync($"SELECT count(*) FROM content c WHERE json_extract(c.document, '$.name') = '{name}'") > 0;

    private static DeclaredPublication Declared(string path) => new(new DemoPublication(), async (context, token) =>
    {
        context.PassThrough();
        await context.AddMetadataAsync(path, new MemoryStream([1, 2, 3]), token);
    });

    private async Task<List<DemoPublication>> PublicationsAsync()
    {
        var made = new List<DemoPublication>();
        await foreach (var publication in Pulp.ListAsync<DemoPublication>())
            made.Add(publication);
        return made;
    }

    private Task<IReadOnlyList<string>> PathsAsync(Publication publication) =>
        test.Database.ReadAsync(session => session.PublishedFiles.PathsAsync(publication.Id, null, 10));
}
