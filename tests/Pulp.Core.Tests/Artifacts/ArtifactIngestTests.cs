using Pulp.Artifacts;
using Pulp.Core.Tests.Support;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Core.Tests.Artifacts;

[TestFixture]
internal sealed class ArtifactIngestTests
{
    private StoreFixture store = null!;

    private string[] TemporaryFiles => Directory.GetFiles(Path.Join(store.Folder, "storage", "tmp"));

    [SetUp]
    public async Task SetUp() => store = await StoreFixture.OpenAsync();

    [TearDown]
    public async Task TearDown() => await store.DisposeAsync();

    [Test]
    public async Task Bytes_become_an_artifact_with_the_configured_digests()
    {
        store.Options.Value.ContentChecksums.Add(DigestAlgorithm.Md5);
        var ingest = new ArtifactIngest(store.Storage, store.Database, store.Options);
        using var stream = new MemoryStream("hello"u8.ToArray());
        var artifact = await ingest.StoreAsync(stream, Domain.DefaultId);

        Assert.That(artifact.Digests[DigestAlgorithm.Md5], Is.EqualTo("5d41402abc4b2a76b9719d911017c592"));
        Assert.That(artifact.Sha256, Is.EqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
        Assert.That(artifact.Size, Is.EqualTo(5));
        Assert.That(await File.ReadAllTextAsync(store.PathOf(artifact)), Is.EqualTo("hello"));
        Assert.That((await store.StoreAsync("hello")).Id, Is.EqualTo(artifact.Id));
    }

    [Test]
    public async Task Wrong_bytes_leave_nothing()
    {
        using var stream = new MemoryStream("hello"u8.ToArray());
        var expected = new ArtifactWriteOptions { ExpectedDigests = new DigestSet(StoreFixture.DigestOf("other"u8.ToArray())) };

        Assert.That(async () => await store.Ingest.StoreAsync(stream, Domain.DefaultId, expected), Throws.InstanceOf<DigestMismatchException>());
        Assert.That(TemporaryFiles, Is.Empty);
        Assert.That(await store.FindAsync(StoreFixture.DigestOf("hello"u8.ToArray())), Is.Null);
    }

    [Test]
    public async Task A_lost_or_shortened_file_comes_back_with_the_same_bytes([Values] bool isLost)
    {
        var artifact = await store.StoreAsync("hello");
        if (isLost)
            File.Delete(store.PathOf(artifact));
        else
            await File.WriteAllTextAsync(store.PathOf(artifact), "hel");
        var again = await store.StoreAsync("hello");

        Assert.That(again.Id, Is.EqualTo(artifact.Id));
        Assert.That(await File.ReadAllTextAsync(store.PathOf(artifact)), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_file_without_a_row_is_not_trusted()
    {
        var path = store.PathOf(StoreFixture.DigestOf("hello"u8.ToArray()));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "wrong");
        await store.StoreAsync("hello");

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_file_with_a_row_is_not_written_again()
    {
        var artifact = await store.StoreAsync("hello");
        var mark = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(store.PathOf(artifact), mark);
        await store.StoreAsync("hello");

        Assert.That(File.GetLastWriteTimeUtc(store.PathOf(artifact)), Is.EqualTo(mark));
        Assert.That(TemporaryFiles, Is.Empty);
    }

    [Test]
    public async Task Many_are_stored_at_once_in_order_with_repetitions()
    {
        var staged = new List<StagedArtifact>();
        for (var i = 0; i < 40; i++)
        {
            using var stream = new MemoryStream(StoreFixture.BytesOf($"file {i % 30}"));
            staged.Add(await store.Ingest.StageAsync(stream));
        }

        var artifacts = await store.Ingest.CommitAsync(staged, Domain.DefaultId);
        Assert.That(artifacts.Select(artifact => artifact.Sha256), Is.EqualTo(staged.Select(part => part.Sha256.Hex)));
        Assert.That(artifacts.DistinctBy(artifact => artifact.Id).Count(), Is.EqualTo(30));
        Assert.That(artifacts.Select(store.PathOf), Has.All.Exist);
        Assert.That(TemporaryFiles, Is.Empty);
    }

    [Test]
    public async Task A_change_that_fails_takes_the_rows_with_it()
    {
        using var stream = new MemoryStream("hello"u8.ToArray());
        var staged = await store.Ingest.StageAsync(stream);
        Assert.That(
            async () => await store.Ingest.CommitAsync<int>([staged], Domain.DefaultId, (_, artifacts) => throw new InvalidOperationException(artifacts[0].Sha256)),
            Throws.InvalidOperationException.With.Message.EqualTo(staged.Sha256.Hex));

        Assert.That(await store.FindAsync(staged.Sha256), Is.Null);
        Assert.That(TemporaryFiles, Is.Empty);
        Assert.That(await store.Ingest.DeleteUnrecordedAsync([staged.Sha256], Domain.DefaultId), Is.EqualTo(1));
    }

    [Test]
    public async Task Recorded_bytes_are_never_deleted_as_unrecorded()
    {
        var artifact = await store.StoreAsync("hello");

        Assert.That(await store.Ingest.DeleteUnrecordedAsync([StoreFixture.DigestOf("hello"u8.ToArray())], Domain.DefaultId), Is.Zero);
        Assert.That(store.PathOf(artifact), Does.Exist);
    }

    [Test]
    public async Task Bytes_under_protection_are_not_deleted_before_their_row_is_written()
    {
        var digest = StoreFixture.DigestOf("hello"u8.ToArray());
        using var stream = new MemoryStream("hello"u8.ToArray());
        var staged = await store.Storage.StageAsync(stream, ArtifactWriteOptions.Default);
        using (await store.Storage.ProtectAsync([digest], Domain.DefaultId))
        {
            await store.Storage.CommitAsync([staged], null);
            Assert.That(await store.Ingest.DeleteUnrecordedAsync([digest], Domain.DefaultId), Is.Zero);
            Assert.That(store.PathOf(digest), Does.Exist);
        }

        Assert.That(await store.Ingest.DeleteUnrecordedAsync([digest], Domain.DefaultId), Is.EqualTo(1));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Storing_and_cleaning_the_same_bytes_at_once_never_leaves_a_row_without_bytes(CancellationToken testEnd)
    {
        var digest = StoreFixture.DigestOf("hello"u8.ToArray());
        using var stop = new CancellationTokenSource();
        var deleted = 0;
        var cleaner = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var gone = await store.Database.WriteAsync(async session =>
                {
                    var (rows, _) = await session.Artifacts.DeleteUnreferencedAsync(Domain.DefaultId, DateTimeOffset.MaxValue, 0, 10);
                    return rows;
                });
                Interlocked.Add(ref deleted, await store.Ingest.DeleteUnrecordedAsync([.. gone.Select(_ => digest)], Domain.DefaultId));
            }
        }, testEnd);
        for (var i = 0; i < 300 || Volatile.Read(ref deleted) == 0; i++)
        {
            testEnd.ThrowIfCancellationRequested();
            await store.StoreAsync("hello");
            // A row seen without bytes must itself be gone when looked at once more.
            if (!File.Exists(store.PathOf(digest)))
                await RequireNoRowAsync(digest);
        }

        await stop.CancelAsync();
        await cleaner;
        await store.StoreAsync("hello");
        Assert.That(store.PathOf(digest), Does.Exist);
    }

    [Test]
    public async Task Domains_keep_their_own_bytes()
    {
        var domain = Guid.NewGuid();
        using var stream = new MemoryStream("hello"u8.ToArray());
        var other = await store.Ingest.StoreAsync(stream, domain);
        var artifact = await store.StoreAsync("hello");

        Assert.That(artifact.Id, Is.Not.EqualTo(other.Id));
        Assert.That(await store.Storage.GetSizeAsync(StoreFixture.DigestOf("hello"u8.ToArray()), domain), Is.EqualTo(5));
    }

    private async Task RequireNoRowAsync(Digest digest)
    {
        if (await store.FindAsync(digest) is null)
            return;
        using (await store.Storage.ProtectAsync([digest], Domain.DefaultId))
            Assert.That(await store.FindAsync(digest) is null || File.Exists(store.PathOf(digest)), Is.True, "A row without bytes.");
    }
}
