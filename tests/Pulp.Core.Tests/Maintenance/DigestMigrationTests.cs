using System.Security.Cryptography;
using Pulp.Artifacts;
using Pulp.Core.Tests.Support;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Maintenance;
using Pulp.Stores;

namespace Pulp.Core.Tests.Maintenance;

[TestFixture]
internal sealed class DigestMigrationTests
{
    private StoreFixture store = null!;

    [SetUp]
    public async Task SetUp() => store = await StoreFixture.OpenAsync();

    [TearDown]
    public async Task TearDown() => await store.DisposeAsync();

    [Test]
    public async Task What_is_asked_for_is_computed_and_what_is_not_is_dropped()
    {
        Ask(DigestAlgorithm.Md5);
        var (one, two) = (await NewStoreAsync("one"), await NewStoreAsync("two"));
        Ask(DigestAlgorithm.Sha512, DigestAlgorithm.Sha1);

        var result = await RunAsync();

        Assert.That((result.Changed, result.Left.IsSound), Is.EqualTo((2, true)));
        foreach (var (artifact, text) in new[] { (one, "one"), (two, "two") })
        {
            var digests = (await GetAsync(artifact)).Digests;
            Assert.That(digests.Select(digest => digest.Algorithm), Is.EqualTo(new[] { DigestAlgorithm.Sha1, DigestAlgorithm.Sha256, DigestAlgorithm.Sha512 }));
            Assert.That(digests[DigestAlgorithm.Sha512], Is.EqualTo(Convert.ToHexStringLower(SHA512.HashData(StoreFixture.BytesOf(text)))));
            Assert.That(digests.Sha256, Is.EqualTo(artifact.Sha256));
        }

        Assert.That((await RunAsync()).Changed, Is.Zero, "A second run finds nothing to do.");
    }

    [Test]
    public async Task Dropping_alone_needs_no_bytes()
    {
        Ask(DigestAlgorithm.Md5, DigestAlgorithm.Sha1);
        var artifact = await NewStoreAsync("one");
        File.Delete(store.PathOf(artifact));
        Ask(DigestAlgorithm.Sha1);

        Assert.That((await RunAsync()).Left.IsSound, Is.True);
        Assert.That((await GetAsync(artifact)).Digests.Select(digest => digest.Algorithm), Is.EqualTo(new[] { DigestAlgorithm.Sha1, DigestAlgorithm.Sha256 }));
    }

    [Test]
    public async Task A_missing_or_damaged_file_is_reported_and_left_and_the_others_are_done()
    {
        Ask(DigestAlgorithm.Sha1);
        var (missing, changed, cut, sound) = (await NewStoreAsync("missing"), await NewStoreAsync("changed"), await NewStoreAsync("cut"), await NewStoreAsync("sound"));
        File.Delete(store.PathOf(missing));
        await File.WriteAllTextAsync(store.PathOf(changed), "CHANGED");
        await File.WriteAllTextAsync(store.PathOf(cut), "cu");
        Ask(DigestAlgorithm.Md5);

        var result = await RunAsync();

        Assert.That(result.Changed, Is.EqualTo(1));
        Assert.That(result.Left.Counts, Is.EquivalentTo(new Dictionary<StoreFindingKind, long> { [StoreFindingKind.MissingFile] = 1, [StoreFindingKind.DamagedFile] = 2 }));
        Assert.That(result.Left.Findings[0].Subject, Is.EqualTo($"sha256:{missing.Sha256}"));
        foreach (var artifact in new[] { missing, changed, cut })
            Assert.That((await GetAsync(artifact)).Digests, Is.EqualTo(artifact.Digests));
        Assert.That((await GetAsync(sound)).Digests[DigestAlgorithm.Md5], Is.Not.Null);
        Assert.That((await RunAsync()).Left.Counts.Values.Sum(), Is.EqualTo(3), "A second run reports them again.");
    }

    [Test]
    public async Task A_run_that_was_stopped_keeps_what_it_saved_and_the_next_one_goes_on()
    {
        // One more than a batch.
        await store.Database.WriteAsync(session => session.Artifacts.SaveAsync([.. Enumerable.Range(0, 501).Select(number => new StoredArtifact
        {
            Size = 1,
            Digests = new DigestSet(StoreFixture.DigestOf(BitConverter.GetBytes(number)), Digest.FromBytes(DigestAlgorithm.Md5, new byte[16])),
        })]));
        using var stopping = new CancellationTokenSource();
        var stopped = new DigestMigration(new StoppingDatabase(store.Database, stopping), store.Storage, store.Options);

        Assert.That(() => stopped.RunAsync(store.Context, stopping.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That((await NewMigration().CountAsync()).Deviating, Is.EqualTo(1));
        Assert.That((await RunAsync()).Changed, Is.EqualTo(1));
    }

    [Test]
    public async Task Progress_tells_how_many_there_are()
    {
        await NewStoreAsync("one");
        await NewStoreAsync("two");
        Ask(DigestAlgorithm.Md5);
        await RunAsync();

        var report = store.Context.GetProgress().Single();
        Assert.That((report.Done, report.Total), Is.EqualTo((2, 2)));
    }

    private void Ask(params DigestAlgorithm[] algorithms) => store.Options.Value.ContentChecksums = algorithms.Append(DigestAlgorithm.Sha256).ToHashSet();

    private async Task<StoredArtifact> NewStoreAsync(string text)
    {
        using var stream = new MemoryStream(StoreFixture.BytesOf(text));
        return await new ArtifactIngest(store.Storage, store.Database, store.Options).StoreAsync(stream, Domain.DefaultId);
    }

    private DigestMigration NewMigration() => new(store.Database, store.Storage, store.Options);

    private Task<DigestMigrationResult> RunAsync() => NewMigration().RunAsync(store.Context);

    private async Task<StoredArtifact> GetAsync(StoredArtifact artifact) => (await store.Database.ReadAsync(session => session.Artifacts.GetAsync(artifact.Id)))!;

    /// <summary>Stops its user after a write.</summary>
    private sealed class StoppingDatabase(IPulpDatabase inner, CancellationTokenSource stopping) : IPulpDatabase
    {
        public long AccessGeneration => inner.AccessGeneration;

        public FileChanges FileChanges => inner.FileChanges;

        public Task InitializeAsync(CancellationToken cancellationToken = default) => inner.InitializeAsync(cancellationToken);

        public Task<T> ReadAsync<T>(Func<IStoreSession, ValueTask<T>> query, CancellationToken cancellationToken = default) => inner.ReadAsync(query, cancellationToken);

        public async Task<T> WriteAsync<T>(Func<IStoreSession, ValueTask<T>> change, CancellationToken cancellationToken = default)
        {
            var result = await inner.WriteAsync(change, cancellationToken);
            await stopping.CancelAsync();
            return result;
        }
    }
}
