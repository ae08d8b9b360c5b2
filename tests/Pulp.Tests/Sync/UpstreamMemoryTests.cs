using System.Runtime.CompilerServices;
using Pulp.Artifacts;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;

namespace Pulp.Tests.Sync;

[TestFixture]
internal sealed class UpstreamMemoryTests
{
    private readonly List<bool> remembered = [];
    private TestPulp test = null!;
    private FakeUpstream upstream = null!;
    private DemoRepository repository = null!;
    private DemoRemote remote = null!;

    private PulpInstance Pulp => test.Pulp;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync(configure: pulp => WatchedDatabase.Use(pulp.Services));
        upstream = await FakeUpstream.StartAsync();
        upstream.Map("/a", FakeAnswer.Ok("a"));
        repository = await test.RepositoryAsync();
        remote = await Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 });
        test.Script.Read = (context, token) => ReadAsync(context, false, token);
        remembered.Clear();
    }

    [TearDown]
    public async Task TearDown()
    {
        await upstream.DisposeAsync();
        await test.DisposeAsync();
    }

    [Test]
    public async Task A_memory_holds_while_nothing_changed([Values] bool mirror)
    {
        await SyncAsync(mirror);
        await SyncAsync(mirror);
        var third = await SyncAsync(mirror);

        Assert.That(third.Version, Is.Null);
        Assert.That(remembered, Is.EqualTo(new[] { false, true, true }));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
    }

    [TestCase("repository")]
    [TestCase("remote")]
    [TestCase("mirror")]
    [TestCase("file")]
    public async Task A_memory_does_not_hold_when_something_changed(string what)
    {
        var first = (await SyncAsync()).Version!;
        if (what == "repository")
            await Pulp.AddAsync(repository, await test.FilesAsync("uploaded"));
        if (what == "remote")
            remote = await Pulp.UpdateAsync(remote with { Choice = "other" });
        if (what == "file")
            await GiveUpAsync(first);

        await SyncAsync(mirror: what == "mirror");

        Assert.That(remembered, Is.EqualTo(new[] { false, false }));
        Assert.That(await MissingAsync(await Pulp.LatestAsync(repository)), Is.Empty);
    }

    [Test]
    public async Task A_file_that_was_given_up_does_not_matter_to_a_remote_that_promises_files()
    {
        remote = await Pulp.UpdateAsync(remote with { Policy = DownloadPolicy.OnDemand });
        await SyncAsync();
        await SyncAsync();

        Assert.That(remembered, Is.EqualTo(new[] { false, true }));
    }

    [TestCase("blocked")]
    [TestCase("missing")]
    public async Task What_was_refused_or_left_out_today_is_asked_for_tomorrow(string other)
    {
        test.Script.Read = ReadBothAsync;
        await SyncAsync();
        await SyncAsync();

        Assert.That(remembered, Is.EqualTo(new[] { false, false }));

        async IAsyncEnumerable<SyncItem> ReadBothAsync(SyncContext context, [EnumeratorCancellation] CancellationToken token)
        {
            yield return new DeclaredContent(new DemoFile { Name = other }, other == "missing" ? [TestPulp.FileAt(upstream.UrlOf("/missing"), "missing", "missing"u8)] : []) { IsOptional = true };
            await foreach (var item in ReadAsync(context, false, token))
                yield return item;
        }
    }

    [Test]
    public async Task A_change_made_while_a_sync_ran_is_seen_by_the_next()
    {
        test.Script.Read = (context, token) => ReadAsync(context, true, token);
        await SyncAsync(mirror: true);
        test.Script.Read = (context, token) => ReadAsync(context, false, token);
        await SyncAsync(mirror: true);

        Assert.That(remembered, Is.EqualTo(new[] { false, false }));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
    }

    [Test]
    public async Task What_goes_with_a_version_that_is_deleted_while_a_sync_ran_is_back_after_the_next([Values] bool mirror)
    {
        var database = (WatchedDatabase)test.Database;
        var isReached = true;
        for (var moment = 0; isReached; moment++)
        {
            var name = $"repository {moment}";
            repository = await test.RepositoryAsync(name);
            var held = await Pulp.AddAsync(repository, await test.FilesAsync("b"));
            test.Script.Read = ReadBothAsync;
            var (changes, at) = (0, moment);
            isReached = false;
            database.Before = async _ =>
            {
                if (changes++ != at)
                    return;
                isReached = true;
                await Pulp.DeleteAsync(held);
            };
            await SyncAsync(mirror);
            database.Before = null;

            await SyncAsync(mirror);

            Assert.That(await test.NamesAsync(repository), Is.EqualTo("a b"), $"deleted before change {moment}");
        }

        async IAsyncEnumerable<SyncItem> ReadBothAsync(SyncContext context, [EnumeratorCancellation] CancellationToken token)
        {
            if (await context.RememberedAsync(token) is null)
                yield return new DeclaredContent(new DemoFile { Name = "b" });
            await foreach (var item in ReadAsync(context, false, token))
                yield return item;
        }
    }

    [Test]
    public async Task A_sync_that_says_nothing_to_remember_forgets()
    {
        await SyncAsync();
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "b" }));
        await SyncAsync();
        test.Script.Read = (context, token) => ReadAsync(context, false, token);
        await SyncAsync();

        Assert.That(remembered, Is.EqualTo(new[] { false, false }));
    }

    private Task<SyncResult> SyncAsync(bool mirror = false) => test.SyncAsync(repository, remote, mirror);

    private async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, bool changes, [EnumeratorCancellation] CancellationToken token)
    {
        var memory = await context.RememberedAsync(token);
        remembered.Add(memory is not null);
        if (memory is not null)
        {
            Assert.That(memory, Is.EqualTo(new byte[] { 7 }));
            yield return new UnchangedUpstream();
            yield break;
        }

        yield return new DeclaredContent(new DemoFile { Name = "a" }, TestPulp.FileAt(upstream.UrlOf("/a"), "a", "a"u8));
        if (changes)
            await Pulp.AddAsync(repository, await test.FilesAsync("uploaded"), token);
        yield return new CompletedUpstream([7]);
    }

    private async Task GiveUpAsync(RepositoryVersion version)
    {
        foreach (var file in await FilesAsync(version, stored: true))
            await test.Database.WriteAsync(async session =>
            {
                await session.Contents.SetArtifactAsync(file.StoreKey, null);
                return true;
            });
    }

    private Task<IReadOnlyList<ContentArtifact>> MissingAsync(RepositoryVersion version) => FilesAsync(version, stored: false);

    private Task<IReadOnlyList<ContentArtifact>> FilesAsync(RepositoryVersion version, bool stored) =>
        test.Database.ReadAsync(session => session.Contents.ScanFilesAsync(version, repository.DomainId, stored, 0, 10));
}
