#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Security.Cryptography;
using NUnit.Framework;
using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Testing.Storage;

public abstract partial class ArtifactStorageSpecification
{
    private static readonly DigestAlgorithm[] Computable = [.. DigestAlgorithms.All.Where(DigestAlgorithms.CanCompute)];

    [TestCase(1)]
    [TestCase(777)]
    [TestCase(16 * 1024)]
    [TestCase(200_000)]
    public async Task Bytes_may_come_in_pieces_of_any_size(int piece)
    {
        var bytes = Bytes(400_001);
        await using var writer = await Storage.CreateWriterAsync(new ArtifactWriteOptions());
        for (var offset = 0; offset < bytes.Length; offset += piece)
            await writer.WriteAsync(bytes.AsMemory(offset, Math.Min(piece, bytes.Length - offset)));
        Assert.That(writer.BytesWritten, Is.EqualTo(bytes.Length));

        var staged = await writer.CompleteAsync();
        await Storage.CommitAsync([staged], null);

        Assert.That(staged.Sha256, Is.EqualTo(Sha256(bytes)));
        Assert.That(await ReadAsync(staged.Sha256, null), Is.EqualTo(bytes));
    }

    [TestCase(100, 100)]
    [TestCase(20_000, 300_000)]
    [TestCase(300_000, 20_000)]
    public async Task Bytes_may_be_written_and_copied_in_turn(int written, int copied)
    {
        var bytes = Bytes(written + copied + 5);
        await using var writer = await Storage.CreateWriterAsync(new ArtifactWriteOptions { ExpectedSize = bytes.Length });
        await writer.WriteAsync(bytes.AsMemory(0, written));
        await writer.WriteFromAsync(new MemoryStream(bytes, written, copied));
        await writer.WriteAsync(bytes.AsMemory(written + copied));

        var staged = await writer.CompleteAsync();
        await Storage.CommitAsync([staged], null);

        Assert.That(await ReadAsync(staged.Sha256, null), Is.EqualTo(bytes));
    }

    [TestCase(10)]
    [TestCase(100_000)]
    [TestCase(300_000)]
    public async Task What_was_kept_can_be_read_while_more_is_written_if_the_storage_can_at_all(int first)
    {
        var bytes = Bytes(400_001);
        await using var writer = await Storage.CreateWriterAsync(new ArtifactWriteOptions());
        await writer.WriteAsync(bytes.AsMemory(0, first));
        await writer.KeepGatheredAsync();
        Assert.That(writer.BytesKept, Is.EqualTo(first));

        using var kept = writer.OpenKept();
        var before = await ReadKeptAsync(kept, first);
        await writer.WriteAsync(bytes.AsMemory(first));
        var staged = await writer.CompleteAsync();
        await Storage.CommitAsync([staged], null);
        var after = await ReadKeptAsync(kept, bytes.Length);

        Assert.That(before, Is.EqualTo(kept is null ? null : bytes[..first]));
        Assert.That(after, Is.EqualTo(kept is null ? null : bytes));
        Assert.That(await ReadAsync(staged.Sha256, null), Is.EqualTo(bytes));

        static async Task<byte[]?> ReadKeptAsync(KeptBytes? kept, int count)
        {
            if (kept is null)
                return null;
            var read = new byte[count];
            for (var offset = 0; offset < count;)
                offset += await kept.ReadAsync(read.AsMemory(offset), offset, CancellationToken.None);
            return read;
        }
    }

    [Test]
    public async Task Digests_asked_for_are_computed_and_sha256_always()
    {
        var bytes = Bytes(150_000);

        var all = await StageAsync(bytes, new ArtifactWriteOptions { Algorithms = Computable });
        var one = await StageAsync(bytes, new ArtifactWriteOptions { Algorithms = [DigestAlgorithm.Sha512] });

        Assert.That(all.Digests, Is.EqualTo(AllDigests(bytes)));
        Assert.That(one.Digests.Select(digest => digest.Algorithm), Is.EqualTo(new[] { DigestAlgorithm.Sha256, DigestAlgorithm.Sha512 }));
    }

    [Test]
    public async Task Staged_bytes_are_not_visible_until_they_are_committed()
    {
        var staged = await StageAsync(Bytes(100));

        Assert.That(await Storage.GetSizeAsync(staged.Sha256, null), Is.Null);
        Assert.That(await ListAsync(null), Is.Empty);
        Assert.That(await CountStagedAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Discarding_leaves_nothing_and_may_be_repeated()
    {
        var staged = await StageAsync(Bytes(100));

        await Storage.DiscardAsync([staged]);
        await Storage.DiscardAsync([staged]);

        Assert.That(await CountStagedAsync(), Is.Zero);
        Assert.That(
            async () => await Storage.CommitAsync([staged], null),
            Throws.TypeOf<StorageException>().With.Property(nameof(StorageException.Reason)).EqualTo(StorageFailureReason.Missing));
    }

    [TestCase(0)]
    [TestCase(100)]
    [TestCase(1_000_000)]
    public async Task A_writer_that_is_not_completed_leaves_nothing(int size)
    {
        await using (var writer = await Storage.CreateWriterAsync(new ArtifactWriteOptions()))
            await writer.WriteAsync(Bytes(size));

        Assert.That(await CountStagedAsync(), Is.Zero);
    }

    [TestCase(100)]
    [TestCase(1_000_000)]
    public async Task A_cancelled_copy_leaves_nothing(int size)
    {
        using var cancellation = new CancellationTokenSource();
        var source = new InterruptedStream(Bytes(size), cancellation.Cancel);

        Assert.That(async () => await Storage.StageAsync(source, new ArtifactWriteOptions(), cancellation.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(await CountStagedAsync(), Is.Zero);
    }

    [Test]
    public async Task A_source_that_fails_leaves_nothing_and_cannot_be_completed()
    {
        var source = new InterruptedStream(Bytes(1_000_000), () => throw new IOException("reset"));
        await using (var writer = await Storage.CreateWriterAsync(new ArtifactWriteOptions()))
        {
            Assert.That(async () => await writer.WriteFromAsync(source), Throws.InstanceOf<IOException>());
            Assert.That(async () => await writer.CompleteAsync(), Throws.InvalidOperationException);
        }

        Assert.That(await CountStagedAsync(), Is.Zero);
    }

    [TestCase(1)]
    [TestCase(30)]
    public async Task A_cancelled_commit_leaves_nothing(int count)
    {
        var staged = new List<StagedArtifact>();
        for (var number = 0; number < count; number++)
            staged.Add(await StageAsync(Bytes(100 + number)));

        Assert.That(async () => await Storage.CommitAsync(staged, null, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(await ListAsync(null), Is.Empty);
        Assert.That(await CountStagedAsync(), Is.Zero);
    }

    [TestCase(1000, 1000, true)]
    [TestCase(1000, 1001, false)]
    [TestCase(500_000, 500_000, true)]
    [TestCase(500_000, 500_001, false)]
    [TestCase(0, 1, false)]
    public async Task One_byte_above_the_maximum_is_refused(long maximum, int size, bool accepted)
    {
        var options = new ArtifactWriteOptions { MaximumSize = maximum };

        if (accepted)
            Assert.That((await StageAsync(Bytes(size), options)).Size, Is.EqualTo(size));
        else
            Assert.That(async () => await StageAsync(Bytes(size), options), Throws.TypeOf<ArtifactTooLargeException>().With.Property("MaximumSize").EqualTo(maximum));

        Assert.That(await CountStagedAsync(), Is.EqualTo(accepted ? 1 : 0));
    }

    [Test]
    public void An_expected_size_above_the_maximum_is_refused_before_any_byte()
    {
        var options = new ArtifactWriteOptions { MaximumSize = 10, ExpectedSize = 11 };

        Assert.That(async () => await Storage.CreateWriterAsync(options), Throws.TypeOf<ArtifactTooLargeException>());
    }

    [TestCase(1000, 999)]
    [TestCase(1000, 1001)]
    [TestCase(300_000, 299_999)]
    [TestCase(300_000, 300_001)]
    public async Task Another_size_than_expected_is_refused(long expected, int size)
    {
        var options = new ArtifactWriteOptions { ExpectedSize = expected };

        Assert.That(async () => await StageAsync(Bytes(size), options), Throws.TypeOf<DigestMismatchException>().With.Property("Property").EqualTo("size"));

        Assert.That(await CountStagedAsync(), Is.Zero);
    }

    [TestCaseSource(nameof(Computable))]
    public async Task Another_digest_than_expected_is_refused(DigestAlgorithm algorithm)
    {
        var bytes = Bytes(2000);
        var right = AllDigests(bytes);
        right.TryGet(algorithm, out var good);
        var bad = Digest.FromBytes(algorithm, new byte[DigestAlgorithms.SizeInBytes(algorithm)]);

        var staged = await StageAsync(bytes, new ArtifactWriteOptions { ExpectedDigests = right });
        Assert.That(
            async () => await StageAsync(bytes, new ArtifactWriteOptions { ExpectedDigests = new DigestSet([.. right, bad]) }),
            Throws.TypeOf<DigestMismatchException>()
                .With.Property("Property").EqualTo(DigestAlgorithms.NameOf(algorithm))
                .And.Property("Expected").EqualTo(bad.Hex)
                .And.Property("Actual").EqualTo(good.Hex));

        Assert.That(staged.Digests.Select(digest => digest.Algorithm), Is.EqualTo(new[] { DigestAlgorithm.Sha256 }), "what was computed for the check alone is not handed over");
        Assert.That(await CountStagedAsync(), Is.EqualTo(1));
    }

    [Test]
    public void A_digest_that_cannot_be_computed_is_refused_by_name()
    {
        var promised = new DigestSet(Digest.FromBytes(DigestAlgorithm.Sha224, new byte[28]), Digest.FromBytes(DigestAlgorithm.Md5, new byte[16]));

        Assert.That(
            async () => await Storage.CreateWriterAsync(new ArtifactWriteOptions { Algorithms = [DigestAlgorithm.Sha224] }),
            Throws.ArgumentException.With.Message.Contains("sha224"));
        Assert.That(
            async () => await Storage.CreateWriterAsync(new ArtifactWriteOptions { ExpectedDigests = promised }),
            Throws.ArgumentException.With.Message.Contains("sha224"));
    }

    [Test]
    public async Task A_digest_that_cannot_be_computed_is_passed_over_beside_a_strong_one()
    {
        var bytes = Bytes(10);
        var promised = new DigestSet(Sha256(bytes), Digest.FromBytes(DigestAlgorithm.Sha224, new byte[28]));

        Assert.That((await StageAsync(bytes, new ArtifactWriteOptions { ExpectedDigests = promised })).Sha256, Is.EqualTo(Sha256(bytes)));
    }

    [Test]
    public async Task A_completed_writer_takes_nothing_more()
    {
        await using var writer = await Storage.CreateWriterAsync(new ArtifactWriteOptions());
        await writer.CompleteAsync();

        Assert.That(writer.CanWrite, Is.False);
        Assert.That(async () => await writer.WriteAsync(new byte[1]), Throws.InvalidOperationException);
        Assert.That(async () => await writer.CompleteAsync(), Throws.InvalidOperationException);
        await writer.DisposeAsync();
        Assert.That(async () => await writer.WriteAsync(new byte[1]), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(await CountStagedAsync(), Is.EqualTo(1), "disposing a completed writer keeps what was staged");
    }

    [Test]
    public async Task Sweeping_removes_old_staged_bytes_only()
    {
        var staged = await StageAsync(Bytes(10));
        var stored = await StoreAsync(Bytes(20));
        var tomorrow = CreateStorage(new LaterTime(TimeSpan.FromDays(1)));

        Assert.That(await Storage.SweepTemporaryAsync(TimeSpan.FromHours(1)), Is.Zero);
        Assert.That(await CountStagedAsync(), Is.EqualTo(1));
        Assert.That(await tomorrow.SweepTemporaryAsync(TimeSpan.FromHours(1)), Is.EqualTo(1));

        Assert.That(await CountStagedAsync(), Is.Zero);
        Assert.That(await Storage.GetSizeAsync(stored, null), Is.EqualTo(20));
        Assert.That(async () => await Storage.CommitAsync([staged], null), Throws.TypeOf<StorageException>());
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static Digest Sha256(byte[] bytes) => Digest.Sha256(SHA256.HashData(bytes));

    private static DigestSet AllDigests(byte[] bytes) => new(
        Digest.FromBytes(DigestAlgorithm.Md5, MD5.HashData(bytes)),
        Digest.FromBytes(DigestAlgorithm.Sha1, SHA1.HashData(bytes)),
        Digest.FromBytes(DigestAlgorithm.Sha256, SHA256.HashData(bytes)),
        Digest.FromBytes(DigestAlgorithm.Sha384, SHA384.HashData(bytes)),
        Digest.FromBytes(DigestAlgorithm.Sha512, SHA512.HashData(bytes)));

    private static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private Task<StagedArtifact> StageAsync(byte[] bytes, ArtifactWriteOptions? options = null) =>
        Storage.StageAsync(new MemoryStream(bytes), options ?? new ArtifactWriteOptions());

    private async Task<Digest> StoreAsync(byte[] bytes, Guid? domain = null)
    {
        var staged = await StageAsync(bytes);
        await Storage.CommitAsync([staged], domain);
        return staged.Sha256;
    }

    private async Task<byte[]?> ReadAsync(Digest sha256, Guid? domain)
    {
        await using var stream = await Storage.OpenReadAsync(sha256, domain);
        return stream is null ? null : await ReadAllAsync(stream);
    }

    private async Task<List<StoredFile>> ListAsync(Guid? domain)
    {
        var files = new List<StoredFile>();
        await foreach (var file in Storage.EnumerateAsync(domain))
            files.Add(file);
        return files;
    }

    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }

    /// <summary>Gives all its bytes and then, instead of the end, an interruption.</summary>
    private sealed class InterruptedStream(byte[] bytes, Action interrupt) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
                interrupt();
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
