using Pulp.Artifacts;
using Pulp.Core.Tests.Support;
using Pulp.Downloads;
using Pulp.Maintenance;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Core.Tests.Maintenance;

[TestFixture]
internal sealed class RepairTests
{
    private StoreFixture store = null!;
    private Upstream upstream = null!;
    private Repair repair = null!;
    private SampleRemote remote = null!;

    [SetUp]
    public async Task SetUp()
    {
        store = await StoreFixture.OpenAsync();
        upstream = new Upstream(store.Storage);
        repair = new Repair(store.Database, store.Storage, store.Ingest, new ListLogger<Repair>(), upstream);
        remote = await store.CreateRemoteAsync();
    }

    [TearDown]
    public async Task TearDown() => await store.DisposeAsync();

    [Test]
    public async Task Missing_and_wrong_bytes_are_fetched_again_and_a_second_run_finds_nothing()
    {
        var (lost, corrupt, shortened, sound) = (await NewAsync("lost"), await NewAsync("corrupt"), await NewAsync("shortened"), await NewAsync("sound"));
        File.Delete(store.PathOf(lost));
        await File.WriteAllTextAsync(store.PathOf(corrupt), "CORRUPT");
        await File.WriteAllTextAsync(store.PathOf(shortened), "sho");
        upstream.Add("lost", "corrupt", "shortened");

        Assert.That(await repair.RunAsync(store.Context, new RepairArguments()), Is.EqualTo(new RepairResult(1, 2, 3)));
        foreach (var (artifact, text) in new[] { (lost, "lost"), (corrupt, "corrupt"), (shortened, "shortened"), (sound, "sound") })
            Assert.That(await File.ReadAllTextAsync(store.PathOf(artifact)), Is.EqualTo(text));
        Assert.That(
            store.Context.GetProgress().Select(part => (part.Code, part.Done)),
            Is.EqualTo(new[] { ("repair.corrupted", 2L), ("repair.missing", 1L), ("repair.repaired", 3L) }));
        Assert.That(await repair.RunAsync(store.Context, new RepairArguments()), Is.EqualTo(new RepairResult(0, 0, 0)));
    }

    [Test]
    public async Task Wrong_bytes_of_the_right_size_are_found_only_by_their_digest()
    {
        var corrupt = await NewAsync("corrupt");
        await File.WriteAllTextAsync(store.PathOf(corrupt), "CORRUPT");
        upstream.Add("corrupt");

        Assert.That((await repair.RunAsync(store.Context, new RepairArguments { VerifyChecksums = false })).Corrupted, Is.Zero);
        Assert.That((await repair.RunAsync(store.Context, new RepairArguments())).Repaired, Is.EqualTo(1));
    }

    [Test]
    public async Task Wrong_bytes_that_cannot_be_fetched_are_deleted_so_that_an_upload_brings_them_back()
    {
        var corrupt = await NewAsync("corrupt");
        await File.WriteAllTextAsync(store.PathOf(corrupt), "CORRUPT");

        Assert.That(await repair.RunAsync(store.Context, new RepairArguments()), Is.EqualTo(new RepairResult(0, 1, 0)));
        Assert.That(store.PathOf(corrupt), Does.Not.Exist);
        Assert.That(await repair.RunAsync(store.Context, new RepairArguments()), Is.EqualTo(new RepairResult(1, 0, 0)));
        await store.StoreAsync("corrupt");
        Assert.That(await repair.RunAsync(store.Context, new RepairArguments()), Is.EqualTo(new RepairResult(0, 0, 0)));
    }

    [Test]
    public async Task An_upstream_that_fails_for_one_file_does_not_stop_the_others()
    {
        var (first, second) = (await NewAsync("first"), await NewAsync("second"));
        File.Delete(store.PathOf(first));
        File.Delete(store.PathOf(second));
        upstream.Add("second");
        upstream.Failing = first.Sha256;

        Assert.That(await repair.RunAsync(store.Context, new RepairArguments()), Is.EqualTo(new RepairResult(2, 0, 1)));
    }

    [Test]
    public async Task A_file_is_looked_at_once_and_any_units_source_serves([Values] bool firstHasSource)
    {
        var artifact = await store.StoreAsync("shared");
        await store.SaveUnitAsync("a", artifact, firstHasSource ? [SourceOf(artifact)] : []);
        await store.SaveUnitAsync("b", artifact, firstHasSource ? [] : [SourceOf(artifact)]);
        await store.SaveUnitAsync("c", artifact, SourceOf(artifact));
        File.Delete(store.PathOf(artifact));
        upstream.Add("shared");

        Assert.That(await repair.RunAsync(store.Context, new RepairArguments()), Is.EqualTo(new RepairResult(1, 0, 1)));
    }

    [Test]
    public async Task One_version_is_repaired_alone()
    {
        var repository = await store.CreateRepositoryAsync("r");
        var (inside, outside) = (await store.StoreAsync("inside"), await NewAsync("outside"));
        var unit = await store.SaveUnitAsync("inside", inside, SourceOf(inside));
        var version = await store.ChangeAsync(repository.Id, [unit]);
        File.Delete(store.PathOf(inside));
        File.Delete(store.PathOf(outside));
        upstream.Add("inside", "outside");

        Assert.That(await repair.RunAsync(store.Context, new RepairArguments { VersionId = version!.Id }), Is.EqualTo(new RepairResult(1, 0, 1)));
        Assert.That(store.PathOf(outside), Does.Not.Exist);
        Assert.That(async () => await repair.RunAsync(store.Context, new RepairArguments { VersionId = Guid.NewGuid() }), Throws.InstanceOf<MaintenanceException>());
    }

    [Test]
    public async Task Without_a_way_to_fetch_missing_files_are_counted()
    {
        File.Delete(store.PathOf(await NewAsync("lost")));
        var alone = new Repair(store.Database, store.Storage, store.Ingest, new ListLogger<Repair>());

        Assert.That(await alone.RunAsync(store.Context, new RepairArguments()), Is.EqualTo(new RepairResult(1, 0, 0)));
    }

    private async Task<StoredArtifact> NewAsync(string name)
    {
        var artifact = await store.StoreAsync(name);
        await store.SaveUnitAsync(name, artifact, SourceOf(artifact));
        return artifact;
    }

    private RemoteArtifact SourceOf(StoredArtifact artifact) =>
        new() { Url = new Uri("https://upstream.example/file"), RemoteId = remote.Id, Size = artifact.Size, Digests = artifact.Digests };

    private sealed class Upstream(IArtifactStorage storage) : IArtifactRefetcher
    {
        private readonly Dictionary<string, byte[]> files = [];

        public string? Failing { get; set; }

        public void Add(params string[] texts)
        {
            foreach (var text in texts)
                files[StoreFixture.DigestOf(StoreFixture.BytesOf(text)).Hex] = StoreFixture.BytesOf(text);
        }

        public async Task<StagedArtifact?> RefetchAsync(ContentArtifact file, ArtifactWriteOptions expected, CancellationToken cancellationToken)
        {
            if (file.Stored!.Sha256 == Failing)
                throw new DownloadException(DownloadFailureReason.Connection, file.Sources[0].Url, "no connection.");
            if (!files.TryGetValue(file.Stored.Sha256, out var bytes))
                return null;
            using var stream = new MemoryStream(bytes);
            return await storage.StageAsync(stream, expected, cancellationToken);
        }
    }
}
