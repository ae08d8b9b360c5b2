using Pulp.Core.Tests.Support;
using Pulp.Maintenance;
using Pulp.Stores;

namespace Pulp.Core.Tests.Maintenance;

[TestFixture]
internal sealed class OrphanCleanupTests
{
    private StoreFixture store = null!;
    private OrphanCleanup cleanup = null!;

    [SetUp]
    public async Task SetUp()
    {
        store = await StoreFixture.OpenAsync();
        cleanup = new OrphanCleanup(store.Database, store.Storage, store.Ingest, store.Time, store.Options);
    }

    [TearDown]
    public async Task TearDown() => await store.DisposeAsync();

    [Test]
    public async Task A_protection_of_thousands_of_years_protects_everything()
    {
        var loose = await store.StoreAsync("loose");

        var result = await cleanup.RunAsync(store.Context, new OrphanCleanupArguments { ProtectionTime = TimeSpan.FromMinutes(uint.MaxValue) });

        Assert.That(result, Is.EqualTo(new OrphanCleanupResult(0, 0, 0, 0)));
        Assert.That(store.PathOf(loose), Does.Exist);
    }

    [Test]
    public async Task What_no_version_holds_goes_with_its_bytes_and_the_rest_stays()
    {
        var repository = await store.CreateRepositoryAsync("r");
        var (kept, former, never) = (await store.StoreAsync("kept"), await store.StoreAsync("former"), await store.StoreAsync("never"));
        var (keptUnit, formerUnit, neverUnit) = (await store.SaveUnitAsync("kept", kept), await store.SaveUnitAsync("former", former), await store.SaveUnitAsync("never", never));
        var loose = await store.StoreAsync("loose");
        await store.ChangeAsync(repository.Id, [keptUnit, formerUnit]);
        await store.ChangeAsync(repository.Id, remove: [formerUnit]);
        store.Time.Advance(TimeSpan.FromDays(2));

        var result = await cleanup.RunAsync(store.Context, new OrphanCleanupArguments());
        Assert.That(result, Is.EqualTo(new OrphanCleanupResult(1, 2, "never".Length + "loose".Length, 0)));
        Assert.That((await store.UnitsAsync(keptUnit, formerUnit, neverUnit)).Select(unit => unit.Id), Is.EquivalentTo(new[] { keptUnit.ContentId, formerUnit.ContentId }));
        Assert.That(new[] { kept, former }.Select(store.PathOf), Has.All.Exist);
        Assert.That(new[] { never, loose }.Select(store.PathOf), Has.None.Exist);
        Assert.That(
            store.Context.GetProgress().Select(part => (part.Code, part.Message, part.Done, part.Total)),
            Is.EqualTo(new[] { ("clean-up.content", "Clean up orphan Content", 1L, (long?)1), ("clean-up.artifacts", "Clean up orphan Artifacts", 2L, (long?)2) }));
        Assert.That(await cleanup.RunAsync(store.Context, new OrphanCleanupArguments { ProtectionTime = TimeSpan.Zero }), Is.EqualTo(new OrphanCleanupResult(0, 0, 0, 0)));
    }

    [Test]
    public async Task What_was_of_interest_lately_is_protected()
    {
        var artifact = await store.StoreAsync("a");
        var unit = await store.SaveUnitAsync("a", artifact);
        store.Time.Advance(TimeSpan.FromHours(23));
        var nothing = new OrphanCleanupResult(0, 0, 0, 0);

        Assert.That(await cleanup.RunAsync(store.Context, new OrphanCleanupArguments()), Is.EqualTo(nothing));
        Assert.That(await cleanup.RunAsync(store.Context, new OrphanCleanupArguments { ProtectionTime = TimeSpan.FromDays(2) }), Is.EqualTo(nothing));
        Assert.That(await store.UnitsAsync(unit), Has.Count.EqualTo(1));
        Assert.That(store.PathOf(artifact), Does.Exist);
        Assert.That((await cleanup.RunAsync(store.Context, new OrphanCleanupArguments { ProtectionTime = TimeSpan.Zero })).Contents, Is.EqualTo(1));
    }

    [Test]
    public async Task Only_the_units_asked_for_are_considered()
    {
        var (first, second) = (await store.SaveUnitAsync("a", await store.StoreAsync("a")), await store.SaveUnitAsync("b", await store.StoreAsync("b")));
        store.Time.Advance(TimeSpan.FromDays(2));
        var result = await cleanup.RunAsync(store.Context, new OrphanCleanupArguments { ContentIds = [first.ContentId, Guid.NewGuid()] });

        Assert.That((result.Contents, result.Artifacts), Is.EqualTo((1, 1)));
        Assert.That((await store.UnitsAsync(first, second)).Single().Id, Is.EqualTo(second.ContentId));
    }

    [Test]
    public async Task Files_without_a_record_go()
    {
        var kept = await store.StoreAsync("kept");
        var stray = StoreFixture.DigestOf([1]);
        Directory.CreateDirectory(Path.GetDirectoryName(store.PathOf(stray))!);
        await File.WriteAllBytesAsync(store.PathOf(stray), [1]);
        var result = await cleanup.RunAsync(store.Context, new OrphanCleanupArguments());

        Assert.That(result.StrayFiles, Is.EqualTo(1));
        Assert.That(store.PathOf(stray), Does.Not.Exist);
        Assert.That(store.PathOf(kept), Does.Exist);
    }

    [Test]
    public async Task Fresh_files_without_a_record_stay()
    {
        var stray = StoreFixture.DigestOf([1]);
        Directory.CreateDirectory(Path.GetDirectoryName(store.PathOf(stray))!);
        await File.WriteAllBytesAsync(store.PathOf(stray), [1]);
        File.SetLastWriteTimeUtc(store.PathOf(stray), store.Time.GetUtcNow().UtcDateTime.AddHours(-23));

        Assert.That((await cleanup.RunAsync(store.Context, new OrphanCleanupArguments())).StrayFiles, Is.Zero);
        Assert.That(store.PathOf(stray), Does.Exist);
    }

    [Test]
    public async Task Many_are_deleted_in_parts()
    {
        for (var i = 0; i < 3; i++)
        {
            var part = i;
            await store.Database.WriteAsync(async session =>
            {
                await session.Contents.SaveAsync(Pulp.Domains.Domain.DefaultId, [.. Enumerable.Range(part * 500, 500).Select(New)]);
                return true;
            });
        }

        store.Time.Advance(TimeSpan.FromDays(2));
        Assert.That((await cleanup.RunAsync(store.Context, new OrphanCleanupArguments())).Contents, Is.EqualTo(1_500));

        NewContent New(int number)
        {
            var content = new Pulp.Testing.Samples.SampleFile { Name = $"n{number}", Version = "1", Sha256 = new string('a', 64) };
            var type = store.Catalog.ContentTypeOf(content);
            return new NewContent(type, content, type.NaturalKey(content), []);
        }
    }

    [Test]
    public async Task A_cleanup_can_be_canceled()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        Assert.That(async () => await cleanup.RunAsync(store.Context, new OrphanCleanupArguments(), cancel.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Uploads_beside_a_cleanup_lose_nothing()
    {
        var repository = await store.CreateRepositoryAsync("r");
        using var stop = new CancellationTokenSource();
        var cleaner = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await cleanup.RunAsync(store.Context, new OrphanCleanupArguments());
        });
        var stored = new List<Pulp.Artifacts.StoredArtifact>();
        for (var i = 0; i < 60; i++)
        {
            // Files made now look old to a clock that is far ahead, so only the gate protects them while they have no row.
            var artifact = await store.StoreAsync($"file {i}");
            await store.ChangeAsync(repository.Id, [await store.SaveUnitAsync($"u{i}", artifact)]);
            stored.Add(artifact);
        }

        await stop.CancelAsync();
        await cleaner;
        Assert.That(stored.Select(store.PathOf), Has.All.Exist);
        var report = await new StoreVerification(store.Database, store.Storage, store.Catalog).RunAsync(store.Context, new StoreVerificationArguments());
        Assert.That(report.Findings, Is.Empty);
        Assert.That(report.Artifacts, Is.EqualTo(60));
    }
}
