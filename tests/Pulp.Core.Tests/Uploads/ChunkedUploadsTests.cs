using Pulp.Core.Tests.Support;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;
using Pulp.Uploads;

namespace Pulp.Core.Tests.Uploads;

[TestFixture]
internal sealed class ChunkedUploadsTests
{
    private StoreFixture store = null!;
    private ChunkedUploads uploads = null!;
    private byte[] bytes = null!;
    private Digest digest;

    private string Folder => Path.Join(store.Folder, "work", "uploads");

    [SetUp]
    public async Task SetUp()
    {
        store = await StoreFixture.OpenAsync();
        uploads = NewUploads();
        bytes = new byte[1_000_003];
        new Random(3).NextBytes(bytes);
        digest = StoreFixture.DigestOf(bytes);
    }

    [TearDown]
    public async Task TearDown() => await store.DisposeAsync();

    [Test]
    [Platform("Linux")]
    public async Task Chunks_in_order_become_an_artifact_without_a_copy()
    {
        var upload = await BeginAsync();
        foreach (var (from, to) in Split(400_000))
            upload = (await PutAsync(upload.Id, from, to))!;
        Assert.That(upload.Chunks, Is.EqualTo(new[] { new UploadChunk(0, 400_000), new UploadChunk(400_000, 400_000), new UploadChunk(800_000, 200_003) }));
        var mark = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Join(Folder, upload.Id.ToString()), mark);
        var artifact = await uploads.CommitAsync(upload.Id, digest);

        Assert.That(artifact!.Sha256, Is.EqualTo(digest.Hex));
        Assert.That(artifact.Size, Is.EqualTo(bytes.Length));
        Assert.That(await File.ReadAllBytesAsync(store.PathOf(digest)), Is.EqualTo(bytes));
        Assert.That(File.GetLastWriteTimeUtc(store.PathOf(digest)), Is.EqualTo(mark), "The gathered file itself became the artifact.");
        Assert.That(await uploads.GetAsync(upload.Id), Is.Null);
        Assert.That(Directory.GetFiles(Folder), Is.Empty);
        Assert.That((await store.FindAsync(digest))!.Id, Is.EqualTo(artifact.Id));
    }

    [Test]
    public async Task Chunks_in_any_order_from_several_processes_give_the_same_bytes([Range(1, 10)] int seed)
    {
        var random = new Random(seed);
        var upload = await BeginAsync();
        var parts = Split(random.Next(50_000, 300_000)).OrderBy(_ => random.Next()).ToList();
        foreach (var (from, to) in parts)
        {
            if (random.Next(4) == 0)
                uploads = NewUploads();
            await PutAsync(upload.Id, from, to);
        }

        var artifact = await uploads.CommitAsync(upload.Id, digest);
        Assert.That(artifact!.Sha256, Is.EqualTo(digest.Hex));
        Assert.That(await File.ReadAllBytesAsync(store.PathOf(digest)), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Chunks_sent_at_the_same_time_give_the_same_bytes()
    {
        var upload = await BeginAsync();
        await Task.WhenAll(Split(30_000).Select(part => Task.Run(() => PutAsync(upload.Id, part.From, part.To))));

        Assert.That((await uploads.CommitAsync(upload.Id, digest))!.Sha256, Is.EqualTo(digest.Hex));
    }

    [Test]
    public async Task A_chunk_sent_again_changes_nothing_and_another_in_its_place_is_refused()
    {
        var upload = await BeginAsync();
        var once = await PutAsync(upload.Id, 0, 500_000);
        Assert.That((await PutAsync(upload.Id, 0, 500_000))!.Chunks, Is.EqualTo(once!.Chunks));
        var other = bytes.ToArray();
        other[499_999] ^= 1;

        Assert.That(async () => await PutAsync(upload.Id, 0, 500_000, source: other), Refused(UploadRefusal.Overlap));
        Assert.That(async () => await PutAsync(upload.Id, 499_999, 600_000), Refused(UploadRefusal.Overlap));
        Assert.That(async () => await PutAsync(upload.Id, 10, 20), Refused(UploadRefusal.Overlap));
        await PutAsync(upload.Id, 500_000, bytes.Length);
        Assert.That((await uploads.CommitAsync(upload.Id, digest))!.Sha256, Is.EqualTo(digest.Hex));
    }

    [Test]
    public async Task A_chunk_with_a_wrong_checksum_is_refused_and_can_be_sent_again()
    {
        var upload = await BeginAsync();
        await PutAsync(upload.Id, 0, 100);
        var wrong = bytes.ToArray();
        wrong[150] ^= 1;
        var sha256 = StoreFixture.DigestOf(bytes[100..]);

        Assert.That(async () => await PutAsync(upload.Id, 100, bytes.Length, sha256, wrong), Refused(UploadRefusal.ChecksumMismatch));
        Assert.That((await uploads.GetAsync(upload.Id))!.Chunks, Has.Count.EqualTo(1));
        await PutAsync(upload.Id, 100, bytes.Length, sha256);
        Assert.That((await uploads.CommitAsync(upload.Id, digest))!.Sha256, Is.EqualTo(digest.Hex));
    }

    [Test]
    public async Task A_body_of_another_length_is_refused([Values(-1, 1)] int difference)
    {
        var upload = await BeginAsync();
        using var body = new MemoryStream(bytes, 0, 1000 + difference);

        Assert.That(async () => await uploads.PutChunkAsync(upload.Id, new ChunkRange(0, 1000, null), body, null), Refused(UploadRefusal.Invalid));
        Assert.That((await uploads.GetAsync(upload.Id))!.Chunks, Is.Empty);
    }

    [Test]
    public async Task A_body_that_breaks_off_leaves_the_upload_as_it_was()
    {
        var upload = await BeginAsync();
        await PutAsync(upload.Id, 0, 300_000);
        using var broken = new BreakingStream(bytes[300_000..], 400_000);
        Assert.That(async () => await uploads.PutChunkAsync(upload.Id, new ChunkRange(300_000, bytes.Length - 300_000, null), broken, null), Throws.InstanceOf<IOException>());
        await PutAsync(upload.Id, 300_000, bytes.Length);

        Assert.That((await uploads.CommitAsync(upload.Id, digest))!.Sha256, Is.EqualTo(digest.Hex));
    }

    [Test]
    public async Task A_range_that_does_not_fit_is_refused()
    {
        var upload = await BeginAsync();
        using var body = new MemoryStream();

        foreach (var range in new[] { new ChunkRange(0, 10, 11), new ChunkRange(bytes.Length - 5, 6, null), new ChunkRange(long.MaxValue - 1, 1, null), new ChunkRange(0, 0, null) })
            Assert.That(async () => await uploads.PutChunkAsync(upload.Id, range, body, null), Refused(UploadRefusal.Invalid), range.ToString());
    }

    [Test]
    public async Task An_incomplete_upload_is_not_committed_and_can_go_on()
    {
        var upload = await BeginAsync();
        await PutAsync(upload.Id, 0, 10);
        await PutAsync(upload.Id, 20, bytes.Length);
        Assert.That(async () => await uploads.CommitAsync(upload.Id, digest), Refused(UploadRefusal.Incomplete).With.Message.Contains("from 10 on"));
        await PutAsync(upload.Id, 10, 20);

        Assert.That((await uploads.CommitAsync(upload.Id, digest))!.Sha256, Is.EqualTo(digest.Hex));
    }

    [Test]
    public async Task A_wrong_digest_at_the_end_keeps_the_upload([Values] bool inOrder)
    {
        var upload = await BeginAsync();
        foreach (var (from, to) in inOrder ? Split(400_000) : Split(400_000).Reverse())
            await PutAsync(upload.Id, from, to);
        var wrong = StoreFixture.DigestOf([1]);
        Assert.That(async () => await uploads.CommitAsync(upload.Id, wrong), Refused(UploadRefusal.ChecksumMismatch));
        Assert.That(async () => await uploads.CommitAsync(upload.Id, wrong), Refused(UploadRefusal.ChecksumMismatch));

        Assert.That((await uploads.CommitAsync(upload.Id, digest))!.Sha256, Is.EqualTo(digest.Hex));
    }

    [Test]
    public async Task Two_commits_at_once_make_one_artifact()
    {
        var upload = await BeginAsync();
        await PutAsync(upload.Id, 0, bytes.Length);
        var commits = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                return (await uploads.CommitAsync(upload.Id, digest))?.Id.ToString() ?? "absent";
            }
            catch (UploadRefusedException exception)
            {
                return exception.Reason.ToString();
            }
        })));

        Assert.That(commits.Count(outcome => Guid.TryParse(outcome, out _)), Is.EqualTo(1));
        Assert.That(commits.Where(outcome => !Guid.TryParse(outcome, out _)), Is.All.EqualTo("absent").Or.EqualTo("Busy"));
    }

    [Test]
    public async Task A_storage_that_cannot_take_the_file_over_gets_its_bytes()
    {
        uploads = new ChunkedUploads(new PlainStorage(store.Storage), store.Ingest, store.Database, store.Time, store.Options);
        var upload = await BeginAsync();
        await PutAsync(upload.Id, 0, bytes.Length);

        Assert.That(async () => await uploads.CommitAsync(upload.Id, StoreFixture.DigestOf([1])), Refused(UploadRefusal.ChecksumMismatch));
        Assert.That((await uploads.CommitAsync(upload.Id, digest))!.Sha256, Is.EqualTo(digest.Hex));
        Assert.That(await File.ReadAllBytesAsync(store.PathOf(digest)), Is.EqualTo(bytes));
        Assert.That(Directory.GetFiles(Folder), Is.Empty);
    }

    [Test]
    public async Task A_commit_that_the_storage_fails_can_be_tried_again()
    {
        var upload = await BeginAsync();
        await PutAsync(upload.Id, 0, bytes.Length);
        Directory.CreateDirectory(store.PathOf(digest));
        Assert.That(async () => await uploads.CommitAsync(upload.Id, digest), Throws.InstanceOf<StorageException>());
        Directory.Delete(store.PathOf(digest));

        Assert.That((await uploads.CommitAsync(upload.Id, digest))!.Sha256, Is.EqualTo(digest.Hex));
        Assert.That(Directory.GetFiles(Path.Join(store.Folder, "storage", "tmp")), Is.Empty);
    }

    [Test]
    public async Task A_deleted_upload_is_gone_with_its_bytes()
    {
        var upload = await BeginAsync();
        await PutAsync(upload.Id, 0, 10);

        Assert.That(await uploads.DeleteAsync(upload.Id), Is.True);
        Assert.That(await uploads.DeleteAsync(upload.Id), Is.False);
        Assert.That(await PutAsync(upload.Id, 10, 20), Is.Null);
        Assert.That(await uploads.CommitAsync(upload.Id, null), Is.Null);
        Assert.That(Directory.GetFiles(Folder), Is.Empty);
    }

    [Test]
    public async Task A_chunk_that_comes_while_its_upload_is_deleted_leaves_nothing()
    {
        var upload = await BeginAsync();
        using var body = new PausingStream(bytes, 300_000);
        var put = uploads.PutChunkAsync(upload.Id, new ChunkRange(0, bytes.Length, null), body, null);
        await body.Paused;
        await uploads.DeleteAsync(upload.Id);
        body.GoOn();

        Assert.That(await put, Is.Null);
        Assert.That(Directory.GetFiles(Folder), Is.Empty);
    }

    [Test]
    public async Task The_same_range_sent_twice_at_once_is_told_to_wait()
    {
        var upload = await BeginAsync();
        using var body = new PausingStream(bytes, 300_000);
        var put = uploads.PutChunkAsync(upload.Id, new ChunkRange(0, bytes.Length, null), body, null);
        await body.Paused;

        Assert.That(async () => await PutAsync(upload.Id, 0, bytes.Length), Refused(UploadRefusal.Busy));
        Assert.That(async () => await uploads.CommitAsync(upload.Id, null), Refused(UploadRefusal.Busy));
        body.GoOn();
        Assert.That((await put)!.Chunks, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Abandoned_uploads_are_swept_and_others_are_not()
    {
        var old = await BeginAsync();
        await PutAsync(old.Id, 0, 10);
        store.Time.Advance(TimeSpan.FromHours(20));
        var fresh = await BeginAsync();
        await PutAsync(fresh.Id, 0, 10);
        await File.WriteAllTextAsync(Path.Join(Folder, Guid.NewGuid().ToString()), "A process ended before it wrote the record.");
        store.Time.Advance(TimeSpan.FromHours(5));

        Assert.That(await uploads.SweepAsync(Domain.DefaultId), Is.EqualTo(1));
        Assert.That(await uploads.GetAsync(old.Id), Is.Null);
        Assert.That(Directory.GetFiles(Folder).Select(Path.GetFileName), Is.EqualTo(new[] { fresh.Id.ToString() }));
    }

    [Test]
    public async Task An_upload_that_goes_on_while_abandoned_ones_are_swept_stays()
    {
        var upload = await BeginAsync();
        await PutAsync(upload.Id, 0, 10);
        store.Time.Advance(TimeSpan.FromHours(25));
        var database = new Interrupted(store.Database, () => PutAsync(upload.Id, 10, 20));
        var sweeping = new ChunkedUploads(store.Storage, store.Ingest, database, store.Time, store.Options);

        Assert.That(await sweeping.SweepAsync(Domain.DefaultId), Is.Zero);
        Assert.That((await PutAsync(upload.Id, 20, bytes.Length))!.Chunks, Has.Count.EqualTo(3));
        Assert.That((await uploads.CommitAsync(upload.Id, digest))!.Sha256, Is.EqualTo(digest.Hex));
    }

    [Test]
    public async Task Sizes_that_make_no_sense_are_refused()
    {
        Assert.That(async () => await uploads.CreateAsync(0, null, Domain.DefaultId), Refused(UploadRefusal.Invalid));
        Assert.That(async () => await uploads.CreateAsync(-1, null, Domain.DefaultId), Refused(UploadRefusal.Invalid));
        Assert.That(async () => await uploads.CreateAsync(long.MaxValue, null, Domain.DefaultId), Throws.InstanceOf<StorageException>());
        await Task.CompletedTask;
    }

    [Test]
    public async Task The_task_names_the_artifact_it_made_and_says_when_there_is_no_upload()
    {
        var upload = await BeginAsync();
        await PutAsync(upload.Id, 0, bytes.Length);
        var task = new CommitUpload(uploads);
        await task.RunAsync(store.Context, new CommitUploadArguments(upload.Id, digest.Hex), default);

        Assert.That(store.Context.GetCreated(), Is.EqualTo(new[] { $"prn:core.artifact:{(await store.FindAsync(digest))!.Id}" }));
        Assert.That(async () => await task.RunAsync(store.Context, new CommitUploadArguments(upload.Id, digest.Hex), default), Refused(UploadRefusal.Invalid));
        Assert.That(async () => await task.RunAsync(store.Context, new CommitUploadArguments(upload.Id, "xyz"), default), Refused(UploadRefusal.Invalid));
    }

    private static NUnit.Framework.Constraints.EqualConstraint Refused(UploadRefusal reason) =>
        Throws.InstanceOf<UploadRefusedException>().With.Property(nameof(UploadRefusedException.Reason)).EqualTo(reason);

    private ChunkedUploads NewUploads() => new(store.Storage, store.Ingest, store.Database, store.Time, store.Options);

    private Task<Upload> BeginAsync() => uploads.CreateAsync(bytes.Length, 7, Domain.DefaultId);

    private async Task<Upload?> PutAsync(Guid id, int from, int to, Digest? sha256 = null, byte[]? source = null)
    {
        using var body = new MemoryStream((source ?? bytes)[from..to]);
        return await uploads.PutChunkAsync(id, new ChunkRange(from, to - from, bytes.Length), body, sha256);
    }

    private IEnumerable<(int From, int To)> Split(int size) =>
        Enumerable.Range(0, (bytes.Length + size - 1) / size).Select(i => (i * size, Math.Min(bytes.Length, (i + 1) * size)));

    private sealed class BreakingStream(byte[] bytes, int breakAt) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= breakAt ? throw new IOException("The client went away.") : base.ReadAsync(buffer[..Math.Min(buffer.Length, breakAt - (int)Position)], cancellationToken);
    }

    private sealed class PausingStream(byte[] bytes, int pauseAt) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Paused => paused.Task;

        public void GoOn() => goOn.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= pauseAt)
            {
                paused.TrySetResult();
                await goOn.Task;
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }

    /// <summary>A database in which something happens right after the first query.</summary>
    private sealed class Interrupted(IPulpDatabase database, Func<Task> interrupt) : IPulpDatabase
    {
        private bool isInterrupted;

        public long AccessGeneration => database.AccessGeneration;

        public FileChanges FileChanges => database.FileChanges;

        public Task InitializeAsync(CancellationToken cancellationToken = default) => database.InitializeAsync(cancellationToken);

        public async Task<T> ReadAsync<T>(Func<IStoreSession, ValueTask<T>> query, CancellationToken cancellationToken = default)
        {
            var result = await database.ReadAsync(query, cancellationToken);
            if (!isInterrupted)
            {
                isInterrupted = true;
                await interrupt();
            }

            return result;
        }

        public Task<T> WriteAsync<T>(Func<IStoreSession, ValueTask<T>> change, CancellationToken cancellationToken = default) => database.WriteAsync(change, cancellationToken);
    }
}
