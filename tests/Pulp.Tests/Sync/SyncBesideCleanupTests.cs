using System.Text;
using Pulp.Artifacts;
using Pulp.Domains;
using Pulp.Maintenance;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;

namespace Pulp.Tests.Sync;

/// <summary>
/// A file that nothing refers to yet is found by a sync, and taken by a cleanup of orphans before the sync refers to it.
/// </summary>
[TestFixture]
internal sealed class SyncBesideCleanupTests
{
    private TestPulp test = null!;
    private FakeUpstream upstream = null!;
    private DemoRepository repository = null!;
    private DemoRemote remote = null!;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync();
        upstream = await FakeUpstream.StartAsync();
        repository = await test.RepositoryAsync();
        remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri, MaxRetries = 0, Policy = DownloadPolicy.Immediate });
        upstream.Map("/orphan", FakeAnswer.Ok("orphan"));
        await StoreOrphanAsync("orphan");
    }

    [TearDown]
    public async Task TearDown()
    {
        await upstream.DisposeAsync();
        await test.DisposeAsync();
    }

    [Test]
    public async Task What_was_cleaned_up_before_it_was_held_is_fetched()
    {
        var gate = new TaskCompletionSource();
        upstream.Map("/slow", FakeAnswer.Ok("slow") with { Gate = gate.Task });
        test.Script.Yield(Unit("orphan"), Unit("slow"));

        var sync = test.SyncAsync(repository, remote);
        await upstream.WhenRequestedAsync("/slow");
        await CleanUpAsync();
        gate.SetResult();

        Assert.That(await ReadAsync((await sync).Version!), Is.EqualTo("orphan"));
        Assert.That(upstream.CountOf("/orphan"), Is.EqualTo(1));
        Assert.That(upstream.CountOf("/slow"), Is.EqualTo(1));
        await test.AssertNothingLeftAsync();
    }

    [Test]
    public async Task What_is_held_survives_a_cleanup_of_its_record()
    {
        var unit = Unit("orphan");
        test.Script.Yield(new DeclaredContent(unit.Content, [.. unit.Files])
        {
            Complete = async (_, _) =>
            {
                await CleanUpAsync();
                return unit.Content;
            },
        });

        var result = await test.SyncAsync(repository, remote);

        Assert.That(await ReadAsync(result.Version!), Is.EqualTo("orphan"));
        Assert.That(upstream.CountOf("/orphan"), Is.Zero);
    }

    private DeclaredContent Unit(string name) => new(new DemoFile { Name = name }, TestPulp.FileAt(upstream.UrlOf("/" + name), name, Encoding.UTF8.GetBytes(name)));

    private Task CleanUpAsync() => test.Get<OrphanCleanup>().RunAsync(new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" }), new OrphanCleanupArguments { ProtectionTime = TimeSpan.Zero });

    private async Task StoreOrphanAsync(string text)
    {
        var ingest = test.Get<ArtifactIngest>();
        var staged = await ingest.StageAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        await ingest.CommitAsync([staged], Domain.DefaultId);
    }

    private async Task<string> ReadAsync(RepositoryVersion version)
    {
        await using var stream = await test.Pulp.OpenAsync(version, "orphan");
        using var reader = new StreamReader(stream ?? Stream.Null);
        return await reader.ReadToEndAsync();
    }
}
