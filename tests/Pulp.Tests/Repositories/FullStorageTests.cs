using Pulp.Publications;
using Pulp.Storage;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;
using Pulp.Transfer;

namespace Pulp.Tests.Repositories;

/// <summary>
/// Lets each use of the storage fail in turn: what was asked for fails with that reason and leaves nothing half-made, and succeeds when there is room again.
/// </summary>
[TestFixture]
internal sealed class FullStorageTests
{
    [Test]
    public Task An_upload() => FailEachAsync(
        test => test.RepositoryAsync(),
        async test => await test.Pulp.UploadAsync<DemoFile>(new MemoryStream("text"u8.ToArray()), "a", await RepositoryOf(test)),
        async test => Assert.That(await test.NamesAsync(await RepositoryOf(test)), Is.EqualTo("a=text")));

    [Test]
    public async Task A_sync_of_files()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        foreach (var name in new[] { "a", "b" })
            upstream.Map($"/{name}", FakeAnswer.Ok(name));
        await FailEachAsync(
            async test =>
            {
                var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 });
                await test.RepositoryAsync(with: made => made with { Remote = remote.Id });
                test.Script.Yield(
                    new DeclaredContent(new DemoFile { Name = "a" }, TestPulp.FileAt(upstream.UrlOf("/a"), "a", "a"u8)),
                    new DeclaredContent(new DemoFile { Name = "b" }, TestPulp.FileAt(upstream.UrlOf("/b"), "b", "b"u8)));
            },
            async test => await test.SyncAsync(await RepositoryOf(test), (await test.Pulp.FindAsync<DemoRemote>("remote"))!, mirror: true),
            async test => Assert.That(await test.NamesAsync(await RepositoryOf(test)), Is.EqualTo("a b")));
    }

    [Test]
    public Task A_publication() => FailEachAsync(
        async test =>
        {
            await test.Pulp.AddAsync(await test.RepositoryAsync(), await test.FilesAsync("a"));
            test.Script.Publish = async (context, token) =>
            {
                foreach (var name in new[] { "one", "two" })
                    await context.AddMetadataAsync(name, new MemoryStream([1, 2, 3]), token);
            };
        },
        async test => await test.Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await test.Pulp.LatestAsync(await RepositoryOf(test))).Id }),
        async test => Assert.That(await test.Pulp.ListAsync<DemoPublication>().CountAsync(), Is.EqualTo(1)));

    [Test]
    public async Task An_import()
    {
        await using var here = await TestPulp.StartAsync();
        var versions = new List<Pulp.Repositories.RepositoryVersion>();
        foreach (var name in new[] { "one", "two" })
            versions.Add((await here.Pulp.UploadAsync<DemoFile>(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(name)), name, await here.RepositoryAsync(name))).Version!);
        var bundle = await here.Pulp.ExportAsync(Path.Combine(here.Folder, "out"), versions);
        await FailEachAsync(
            test => Task.CompletedTask,
            test => test.Get<VersionImport>().RunAsync(
                new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" }), new ImportArguments { Path = bundle.TableOfContents.Path, CreateRepositories = true }),
            async test =>
            {
                foreach (var name in new[] { "one", "two" })
                    Assert.That(await test.NamesAsync((await test.Pulp.FindAsync<DemoRepository>(name))!), Is.EqualTo($"{name}={name}"));
            },
            async test => Assert.That(await test.CountAsync("SELECT count(*) FROM resource"), Is.Zero));
    }

    private static async Task<DemoRepository> RepositoryOf(TestPulp test) => (await test.Pulp.FindAsync<DemoRepository>("repository"))!;

    private static async Task FailEachAsync(Func<TestPulp, Task> prepare, Func<TestPulp, Task> run, Func<TestPulp, Task> check, Func<TestPulp, Task>? between = null)
    {
        var count = 1;
        for (var hasFailed = true; hasFailed; count++)
        {
            await using var test = await TestPulp.StartAsync(configure: pulp => FullStorage.Use(pulp.Services));
            await prepare(test);
            var storage = (FullStorage)test.Get<IArtifactStorage>();
            var failing = storage.Failing = storage.Uses + count;
            Exception? failure = null;
            try
            {
                await run(test);
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            hasFailed = storage.Uses >= failing;
            Assert.That(failure, hasFailed ? Is.InstanceOf<PulpException>() : Is.Null, $"use {count}");
            if (hasFailed)
                Assert.That(failure!.ToString(), Does.Contain("There is no room"), $"use {count}");
            storage.Failing = 0;
            await Wholeness.AssertAsync(test, $"the storage failed at use {count}");
            if (hasFailed)
            {
                if (between is not null)
                    await between(test);
                await run(test);
            }

            await check(test);
            await Wholeness.AssertAsync(test, $"the storage failed at use {count}");
        }

        Assert.That(count, Is.GreaterThan(2));
    }
}
