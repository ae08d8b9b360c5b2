using Pulp.Core.Tests.Support;
using Pulp.Data;
using Pulp.Maintenance;
using Pulp.Plugins;
using Pulp.Stores;

namespace Pulp.Core.Tests.Maintenance;

[TestFixture]
internal sealed class StoreVerificationTests
{
    private StoreFixture store = null!;

    [SetUp]
    public async Task SetUp() => store = await StoreFixture.OpenAsync();

    [TearDown]
    public async Task TearDown() => await store.DisposeAsync();

    [Test]
    public async Task A_sound_store_has_no_findings()
    {
        await FillAsync();
        var report = await VerifyAsync();

        Assert.That(report.Findings, Is.Empty);
        Assert.That(report.IsSound, Is.True);
        Assert.That((report.Artifacts, report.Versions, report.StrayFiles), Is.EqualTo((3, 4, 0)));
    }

    [Test]
    public async Task Damage_to_files_is_found()
    {
        await FillAsync();
        File.Delete(store.PathOf(StoreFixture.DigestOf(StoreFixture.BytesOf("one"))));
        await File.WriteAllTextAsync(store.PathOf(StoreFixture.DigestOf(StoreFixture.BytesOf("two"))), "TWO");
        await File.WriteAllTextAsync(store.PathOf(StoreFixture.DigestOf(StoreFixture.BytesOf("three"))), "thre");
        var stray = store.PathOf(StoreFixture.DigestOf([9]));
        Directory.CreateDirectory(Path.GetDirectoryName(stray)!);
        await File.WriteAllBytesAsync(stray, [1, 2, 3]);
        var report = await VerifyAsync();

        Assert.That(report.Counts, Is.EquivalentTo(new Dictionary<StoreFindingKind, long> { [StoreFindingKind.MissingFile] = 1, [StoreFindingKind.DamagedFile] = 2 }));
        Assert.That((report.StrayFiles, report.StrayBytes), Is.EqualTo((1, 3)));
        Assert.That((await VerifyAsync(verifyChecksums: false)).Counts[StoreFindingKind.DamagedFile], Is.EqualTo(1), "Without reading, only the size tells.");
    }

    [Test]
    public async Task A_version_whose_content_changed_is_found()
    {
        await FillAsync();
        await ExecuteAsync("DELETE FROM repository_content WHERE id = (SELECT min(id) FROM repository_content)");
        var report = await VerifyAsync();

        Assert.That(report.Counts.Keys, Is.EquivalentTo(new[] { StoreFindingKind.VersionContent }));
        Assert.That(report.Findings, Has.All.Property(nameof(StoreFinding.Subject)).EqualTo("repository r"));
    }

    [Test]
    public async Task A_version_left_in_the_making_is_found()
    {
        var repository = await FillAsync();
        await store.Database.WriteAsync(session => session.Versions.BeginAsync(repository, staged: true));

        Assert.That((await VerifyAsync()).Counts.Keys, Is.EquivalentTo(new[] { StoreFindingKind.AbandonedDraft }));
    }

    [Test]
    public async Task Damage_to_the_database_is_found()
    {
        await FillAsync();
        await ExecuteAsync("PRAGMA foreign_keys = OFF; DELETE FROM artifact WHERE id = (SELECT min(id) FROM artifact)");

        Assert.That((await VerifyAsync()).Counts, Does.ContainKey(StoreFindingKind.DatabaseDamage));
    }

    [Test]
    public async Task Versions_of_plugins_that_are_not_loaded_are_named()
    {
        await FillAsync();
        var report = await new StoreVerification(store.Database, store.Storage, PulpCatalog.Create()).RunAsync(store.Context, new StoreVerificationArguments());

        Assert.That(report.Counts.Keys, Is.EquivalentTo(new[] { StoreFindingKind.VersionUnchecked }));
    }

    [Test]
    public void Findings_are_bounded_and_all_are_counted()
    {
        var report = new StoreReport();
        for (var i = 0; i < 5_000; i++)
            report.Add(StoreFindingKind.MissingFile, "x", "y");

        Assert.That(report.Findings, Has.Count.EqualTo(StoreReport.MaximumFindings));
        Assert.That(report.Counts[StoreFindingKind.MissingFile], Is.EqualTo(5_000));
    }

    private async Task<Guid> FillAsync()
    {
        var repository = await store.CreateRepositoryAsync("r");
        foreach (var name in new[] { "one", "two", "three" })
            await store.ChangeAsync(repository.Id, [await store.SaveUnitAsync(name, await store.StoreAsync(name))]);
        return repository.Id;
    }

    private Task<StoreReport> VerifyAsync(bool verifyChecksums = true) =>
        new StoreVerification(store.Database, store.Storage, store.Catalog).RunAsync(store.Context, new StoreVerificationArguments { VerifyChecksums = verifyChecksums });

    private async Task ExecuteAsync(string sql)
    {
        await store.CloseDatabaseAsync();
        SQLitePCL.raw.sqlite3_open(Path.Join(store.Folder, "pulp.db"), out var database);
        using (database)
            Assert.That(SQLitePCL.raw.sqlite3_exec(database, sql), Is.Zero);
        await store.ReopenDatabaseAsync();
    }
}
