using Pulp.Maintenance;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Tests.Support;
using Pulp.Transfer;

namespace Pulp.Tests.Repositories;

/// <summary>
/// Interrupts work before each change of the database in turn: nothing half-made is left, after the next start when the process was killed and at once otherwise,
/// and the same asked for again ends as if nothing had happened.
/// </summary>
[TestFixture]
internal sealed class InterruptedChangeTests
{
    private readonly List<string> folders = [];

    public enum How
    {
        Killed,
        DiskFull,
        Canceled,
    }

    [TearDown]
    public void TearDown()
    {
        foreach (var folder in folders.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        folders.Clear();
    }

    [Test]
    public Task A_change_that_is_published_and_squashed([Values] How how) => InterruptEachAsync(
        how,
        prepare: async test =>
        {
            var repository = await test.RepositoryAsync(with: made => made with { Autopublish = true, RetainRepoVersions = 1 });
            await test.Pulp.AddAsync(repository, await test.FilesAsync("a"));
            await test.Pulp.CreateAsync(new DemoPublishedDistribution { Name = "served", BasePath = "served", Repository = repository.Id });
        },
        run: async (test, token) => await test.Get<RepositoryChanges>().ModifyAsync((await RepositoryOf(test)).Id, new RepositoryChange { Add = [.. (await test.FilesAsync("b")).Select(file => file.Id)] }, token),
        check: async test =>
        {
            Assert.That(await test.NamesAsync(await RepositoryOf(test)), Is.EqualTo("a b"));
            var latest = await test.Pulp.LatestAsync(await RepositoryOf(test));
            Assert.That(await test.Pulp.ListAsync<DemoPublication>().Select(made => made.RepositoryVersion).ToListAsync(), Does.Contain(latest.Id));
        });

    [Test]
    public Task A_mirroring_sync([Values] How how) => InterruptEachAsync(
        how,
        prepare: async test =>
        {
            var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = "http://upstream.example/" });
            var repository = await test.RepositoryAsync(with: made => made with { Autopublish = true, Remote = remote.Id });
            await test.Pulp.AddAsync(repository, await test.FilesAsync("a", "b"));
        },
        run: async (test, token) =>
        {
            test.Script.Yield([.. "bcd".Select(name => new DeclaredContent(new DemoFile { Name = $"{name}" }))]);
            await test.SyncAsync(await RepositoryOf(test), (await test.Pulp.FindAsync<DemoRemote>("remote", token))!, mirror: true, token);
        },
        check: async test =>
        {
            Assert.That(await test.NamesAsync(await RepositoryOf(test)), Is.EqualTo("b c d"));
            var latest = await test.Pulp.LatestAsync(await RepositoryOf(test));
            Assert.That(await test.Pulp.ListAsync<DemoPublication>().Select(made => made.RepositoryVersion).ToListAsync(), Does.Contain(latest.Id));
        });

    [Test]
    public Task An_upload([Values] How how) => InterruptEachAsync(
        how,
        prepare: test => test.RepositoryAsync(with: made => made with { Autopublish = true }),
        run: async (test, token) => await test.Pulp.UploadAsync<DemoFile>(new MemoryStream("text"u8.ToArray()), "a", await RepositoryOf(test), cancellationToken: token),
        check: async test =>
        {
            Assert.That(await test.NamesAsync(await RepositoryOf(test)), Is.EqualTo("a=text"));
            Assert.That(await test.NumbersAsync(await RepositoryOf(test)), Is.EqualTo("1 0"));
            var latest = await test.Pulp.LatestAsync(await RepositoryOf(test));
            Assert.That(await test.Pulp.ListAsync<DemoPublication>().Select(made => made.RepositoryVersion).ToListAsync(), Is.EqualTo(new[] { latest.Id }));
        });

    [Test]
    public Task A_promotion([Values] How how) => InterruptEachAsync(
        how,
        prepare: async test =>
        {
            await test.Pulp.AddAsync(await test.RepositoryAsync("source"), await test.FilesAsync("a", "b"));
            await test.Pulp.AddAsync(await test.RepositoryAsync(with: made => made with { Autopublish = true, RetainRepoVersions = 1 }), await test.FilesAsync("c"));
        },
        run: async (test, token) =>
        {
            var source = await test.Pulp.LatestAsync((await test.Pulp.FindAsync<DemoRepository>("source", token))!, token);
            await test.Pulp.SetContentAsync(await RepositoryOf(test), source, token);
        },
        check: async test =>
        {
            Assert.That(await test.NamesAsync(await RepositoryOf(test)), Is.EqualTo("a b"));
            var latest = await test.Pulp.LatestAsync(await RepositoryOf(test));
            Assert.That(await test.Pulp.ListAsync<DemoPublication>().Select(made => made.RepositoryVersion).ToListAsync(), Does.Contain(latest.Id));
        },
        between: async test => Assert.That(await test.NamesAsync(await RepositoryOf(test)), Is.EqualTo("c").Or.EqualTo("a b")));

    [Test]
    public Task The_deletion_of_a_repository([Values] How how) => InterruptEachAsync(
        how,
        prepare: async test =>
        {
            var repository = await test.RepositoryAsync(with: made => made with { Autopublish = true });
            var version = await test.Pulp.AddAsync(repository, await test.FilesAsync("a"));
            await test.Pulp.CreateAsync(new DemoDistribution { Name = "pinned", BasePath = "pinned", RepositoryVersion = version.Id });
        },
        run: async (test, token) =>
        {
            if (await test.Pulp.FindAsync<DemoRepository>("repository", token) is { } repository)
                await test.Get<RepositoryChanges>().DeleteAsync(repository.Id, token);
        },
        check: async test => Assert.That(await test.CountAsync("SELECT count(*) FROM resource WHERE kind IN ('repository', 'publication')"), Is.Zero),
        between: async test =>
        {
            if (await test.Pulp.FindAsync<DemoRepository>("repository") is { } repository)
                Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"), "A repository that is still there is whole.");
        });

    [Test]
    public Task The_deletion_of_a_version([Values] How how) => InterruptEachAsync(
        how,
        prepare: async test =>
        {
            var repository = await test.RepositoryAsync(with: made => made with { Autopublish = true });
            await test.Pulp.AddAsync(repository, await test.FilesAsync("a", "b"));
            await test.Pulp.ModifyAsync(repository, new RepositoryChange { RemoveAll = true, Add = [.. (await test.FilesAsync("b", "c")).Select(file => file.Id)] });
        },
        run: async (test, token) =>
        {
            if (await test.Database.ReadAsync(async session => await session.Versions.FindAsync((await session.Resources.FindAsync(Resources.ResourceKind.Repository, Domains.Domain.DefaultId, "repository"))!.Id, 1), token) is { } version)
                await test.Get<RepositoryChanges>().DeleteVersionAsync(version.Id, token);
        },
        check: async test =>
        {
            Assert.That(await test.NumbersAsync(await RepositoryOf(test)), Is.EqualTo("2 0"));
            Assert.That(await test.NamesAsync(await RepositoryOf(test)), Is.EqualTo("b c"));
        },
        between: async test => Assert.That(await test.NamesAsync(await RepositoryOf(test)), Is.EqualTo("b c")));

    [Test]
    public async Task An_import_that_makes_its_repositories([Values] How how)
    {
        await using var here = await TestPulp.StartAsync();
        var versions = new List<RepositoryVersion>();
        foreach (var name in new[] { "one", "two" })
            versions.Add(await here.Pulp.AddAsync(await here.RepositoryAsync(name), await here.FilesAsync(name)));
        var bundle = await here.Pulp.ExportAsync(Path.Combine(here.Folder, "out"), versions);

        await InterruptEachAsync(
            how,
            prepare: test => test.RepositoryAsync("empty"),
            run: (test, token) => test.Get<VersionImport>().RunAsync(
                new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" }), new ImportArguments { Path = bundle.TableOfContents.Path, CreateRepositories = true }, token),
            check: async test =>
            {
                foreach (var name in new[] { "one", "two" })
                    Assert.That(await test.NamesAsync((await test.Pulp.FindAsync<DemoRepository>(name))!), Is.EqualTo(name));
                Assert.That(await test.Pulp.FindAsync<DemoRepository>("empty"), Is.Not.Null);
            },
            between: async test =>
            {
                var made = await test.CountAsync("SELECT count(*) FROM resource r WHERE r.kind = 'repository' AND r.key <> 'empty'");
                var filled = await test.CountAsync("SELECT count(*) FROM repository_version WHERE number = 1");
                Assert.That((made, filled), Is.EqualTo((2L, 2L)).Or.EqualTo((0L, 0L)));
            });
    }

    private static async Task<DemoRepository> RepositoryOf(TestPulp test) => (await test.Pulp.FindAsync<DemoRepository>("repository"))!;

    private async Task InterruptEachAsync(
        How how, Func<TestPulp, Task> prepare, Func<TestPulp, CancellationToken, Task> run, Func<TestPulp, Task> check, Func<TestPulp, Task>? between = null)
    {
        var count = 0;
        for (var isInterrupted = true; isInterrupted; count++)
        {
            var test = await TestPulp.StartAsync(configure: pulp => WatchedDatabase.Use(pulp.Services), keepsFolder: true);
            try
            {
                folders.Add(test.Folder);
                await prepare(test);
                isInterrupted = await RunAsync(test, how, count, run);
                if (how == How.Killed)
                {
                    await test.DisposeAsync();
                    test = await TestPulp.StartAsync(test.Folder, keepsFolder: true);
                }

                await Wholeness.AssertAsync(test, $"interrupted before change {count}");
                if (between is not null)
                    await between(test);
                await run(test, CancellationToken.None);
                await check(test);
                await Wholeness.AssertAsync(test, $"interrupted before change {count}");
            }
            finally
            {
                await test.DisposeAsync();
            }
        }

        Assert.That(count, Is.GreaterThan(1));
    }

    private static async Task<bool> RunAsync(TestPulp test, How how, int count, Func<TestPulp, CancellationToken, Task> run)
    {
        var database = (WatchedDatabase)test.Database;
        using var canceling = new CancellationTokenSource();
        var at = database.Changes + count;
        if (how == How.Killed)
            database.Left = at;
        else if (how == How.DiskFull)
            database.Failing = at + 1;
        else
            database.Before = changes => changes == at ? canceling.CancelAsync() : Task.CompletedTask;
        try
        {
            await run(test, canceling.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException || (exception is StoreException && exception.Message is "The process was killed." or "The disk is full."))
        {
        }

        database.Before = null;
        database.Failing = 0;
        return database.Changes > at;
    }
}
