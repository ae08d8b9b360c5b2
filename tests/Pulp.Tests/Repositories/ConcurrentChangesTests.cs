using System.Collections.Concurrent;
using Pulp.Maintenance;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Tests.Support;

namespace Pulp.Tests.Repositories;

/// <summary>
/// Everything that makes and deletes versions, at once: what a version was said to hold it holds until it is deleted, and numbers only grow.
/// </summary>
[TestFixture]
internal sealed class ConcurrentChangesTests
{
    private readonly ConcurrentDictionary<Guid, (long Number, string Names)> seen = new();
    private TestPulp test = null!;
    private List<DemoRepository> repositories = null!;
    private IReadOnlyList<DemoFile> files = null!;

    [SetUp]
    public async Task SetUp()
    {
        seen.Clear();
        test = await TestPulp.StartAsync();
        repositories = [await test.RepositoryAsync("one", made => made with { Autopublish = true }), await test.RepositoryAsync("two", made => made with { RetainRepoVersions = 2 })];
        files = await test.FilesAsync([.. Enumerable.Range(0, 12).Select(number => $"{number:00}")]);
        await test.Pulp.AddAsync(repositories[0], files);
    }

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task Versions_hold_what_they_held([Values(1, 2, 3)] int seed)
    {
        var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = "http://upstream.example/" });
        test.Script.Read = (context, _) => Choose(new Random(seed + context.Repository.Name.Length), 6).Select(file => (SyncItem)new DeclaredContent(new DemoFile { Name = file.Name })).ToAsyncEnumerable();

        await Task.WhenAll([
            .. Enumerable.Range(0, 4).Select(worker => Task.Run(() => ChangeAsync(new Random((seed * 100) + worker), 40))),
            Task.Run(() => SyncAsync(remote, repositories[0], 10, mirror: false)),
            Task.Run(() => SyncAsync(remote, repositories[1], 10, mirror: true)),
            Task.Run(() => CleanAsync(10)),
        ]);

        await Wholeness.AssertAsync(test, $"seed {seed}");
        foreach (var repository in repositories)
        {
            var numbers = new List<long>();
            await foreach (var version in test.Pulp.VersionsAsync(repository))
            {
                numbers.Add(version.Number);
                if (seen.TryGetValue(version.Id, out var said))
                    Assert.That((version.Number, await test.NamesAsync(version)), Is.EqualTo(said));
            }

            Assert.That(numbers, Is.Ordered.Descending.And.Unique);
            Assert.That(numbers[0], Is.GreaterThanOrEqualTo(seen.Values.Count == 0 ? 0 : 1));
        }
    }

    private async Task ChangeAsync(Random random, int times)
    {
        for (var time = 0; time < times; time++)
        {
            var repository = repositories[random.Next(repositories.Count)];
            try
            {
                await ChangeAsync(random, repository);
            }
            catch (RepositoryChangeException)
            {
                // What it named was deleted by another worker in the meantime, or is the only version.
            }
        }
    }

    private async Task ChangeAsync(Random random, DemoRepository repository)
    {
        var versions = await test.Pulp.VersionsAsync(repositories[random.Next(repositories.Count)]).ToListAsync();
        var any = versions[random.Next(versions.Count)];
        switch (random.Next(5))
        {
            case 0:
                await NoteAsync(repository, new RepositoryChange { Add = [.. Choose(random, 3).Select(file => file.Id)] });
                break;
            case 1:
                await NoteAsync(repository, new RepositoryChange { Remove = [.. Choose(random, 3).Select(file => file.Id)] });
                break;
            case 2:
                await NoteAsync(repository, new RepositoryChange { BaseVersion = any.Id });
                break;
            case 3:
                await NoteAsync(repository, new RepositoryChange { RemoveAll = true, Add = [.. Choose(random, 5).Select(file => file.Id)] });
                break;
            default:
                await test.Pulp.DeleteAsync(any);
                break;
        }
    }

    // What a version holds is read once it is there; it may be deleted by then.
    private async Task NoteAsync(DemoRepository repository, RepositoryChange change)
    {
        if (await test.Get<RepositoryChanges>().ModifyAsync(repository.Id, change) is not { } version)
            return;
        var names = await test.NamesAsync(version);
        if (await test.Pulp.VersionAsync(repository, version.Number) is not null)
            Assert.That(seen.TryAdd(version.Id, (version.Number, names)), Is.True);
    }

    private async Task SyncAsync(DemoRemote remote, DemoRepository repository, int times, bool mirror)
    {
        for (var time = 0; time < times; time++)
            await test.SyncAsync(repository, remote, mirror);
    }

    // All units are in a version that stays: none may go.
    private async Task CleanAsync(int times)
    {
        var keeper = await test.RepositoryAsync("keeper");
        await test.Pulp.AddAsync(keeper, files);
        for (var time = 0; time < times; time++)
        {
            var cleaned = await test.Get<OrphanCleanup>().RunAsync(new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" }), new OrphanCleanupArguments { ProtectionTime = TimeSpan.Zero });
            Assert.That(cleaned.Contents, Is.Zero);
        }
    }

    private IEnumerable<DemoFile> Choose(Random random, int count)
    {
        var chosen = files.ToArray();
        random.Shuffle(chosen);
        return chosen.Take(count);
    }
}
