using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Serving;
using Pulp.Storage;

namespace Pulp.Core.Tests.Serving;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GrowingFileTests
{
    private const int Threshold = GrowingFile.VerifiedFirst;
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 200_000).Select(i => (byte)i)];
    private readonly GrowingFile file = new(DigestSet.Empty);
    private readonly MemoryBytes bytes = new();

    [Test]
    public async Task Nothing_is_answered_before_more_is_here_than_is_verified_first()
    {
        var opening = Open();
        file.TryBegin(null);
        file.Grow(Threshold, () => bytes);
        Assert.That(opening.IsCompleted, Is.False);

        file.Grow(Threshold + 1, () => bytes);

        Assert.That(((FetchOutcome.Streaming)await opening).File.Size, Is.Null);
    }

    [Test]
    public async Task What_is_known_to_be_larger_is_handed_out_from_its_first_byte_on()
    {
        var opening = Open();
        file.TryBegin(Threshold + 1);
        file.Grow(1, () => bytes);

        var reader = ((FetchOutcome.Streaming)await opening).File;

        Assert.That(reader.Size, Is.EqualTo(Threshold + 1));
        Assert.That(await reader.ReadAsync(new byte[10], 0), Is.EqualTo(1));
    }

    [Test]
    public async Task The_last_byte_is_handed_out_only_at_a_good_end()
    {
        var reader = await StreamAsync(100_000);
        var buffer = new byte[200_000];

        var first = await reader.ReadAsync(buffer, 0);
        var waiting = reader.ReadAsync(buffer, first).AsTask();
        var pending = waiting.IsCompleted;
        file.End(FetchEnd.Of(Stored(100_000)));

        Assert.That(first, Is.EqualTo(99_999));
        Assert.That(pending, Is.False);
        Assert.That(await waiting, Is.EqualTo(1));
        Assert.That(await reader.ReadAsync(buffer, 100_000), Is.Zero);
    }

    [Test]
    public async Task A_failure_breaks_off_every_reader()
    {
        var reader = await StreamAsync(100_000);
        var waiting = reader.ReadAsync(new byte[10], 99_999).AsTask();

        file.End(FetchEnd.Failed(new FetchFailure(FetchFailureKind.NotFound, "wrong bytes")));

        Assert.That(async () => await waiting, Throws.TypeOf<FetchBrokenException>().With.Message.EqualTo("wrong bytes"));
        Assert.That(async () => await reader.ReadAsync(new byte[10], 0), Throws.TypeOf<FetchBrokenException>());
    }

    [Test]
    public async Task A_transfer_begins_again_until_a_client_was_answered()
    {
        var opening = Open();
        Assert.That(file.TryBegin(null), Is.True);
        file.Grow(10, () => bytes);
        Assert.That(file.TryBegin(null), Is.True);
        file.Grow(Threshold + 1, () => bytes);
        await opening;

        Assert.That(file.TryBegin(null), Is.False);
        Assert.That(file.IsAnswered, Is.True);
    }

    [Test]
    public async Task The_bytes_are_closed_when_the_fetch_and_every_reader_are_done()
    {
        var first = await StreamAsync(100_000);
        Assert.That(file.TryAddReader(), Is.True);
        var second = ((FetchOutcome.Streaming)await file.OpenAsync(CancellationToken.None)).File;

        first.Dispose();
        first.Dispose();
        file.End(FetchEnd.Of(Stored(100_000)));
        var before = bytes.IsClosed;
        second.Dispose();

        Assert.That(before, Is.False);
        Assert.That(bytes.IsClosed, Is.True);
        Assert.That(file.TryAddReader(), Is.False);
    }

    [Test]
    public async Task A_client_that_leaves_gives_up_its_place()
    {
        using var leaving = new CancellationTokenSource();
        Assert.That(file.TryAddReader(), Is.True);
        var opening = file.OpenAsync(leaving.Token).AsTask();
        await leaving.CancelAsync();
        Assert.That(async () => await opening, Throws.InstanceOf<OperationCanceledException>());

        file.End(FetchEnd.Of(Stored(1)));

        Assert.That(file.TryAddReader(), Is.False);
    }

    [Test]
    public async Task What_is_passed_through_is_read_from_its_own_bytes()
    {
        var opening = Open();
        file.End(FetchEnd.PassedThrough(100, bytes));

        using var reader = ((FetchOutcome.Streaming)await opening).File;
        var buffer = new byte[200];
        Assert.That(reader.Size, Is.EqualTo(100));
        Assert.That(await reader.ReadAsync(buffer, 0), Is.EqualTo(100));
        Assert.That(await reader.ReadAsync(buffer, 100), Is.Zero);
    }

    [Test]
    public async Task Readers_at_any_pace_read_the_same()
    {
        var readers = Enumerable.Range(0, 30).Select(seed => ReadAllAsync(new Random(seed))).ToList();
        file.TryBegin(Bytes.Length);
        for (var kept = 0; kept < Bytes.Length; kept += 1 + (kept % 5000))
        {
            file.Grow(kept, () => bytes);
            await Task.Yield();
        }

        file.Grow(Bytes.Length, () => bytes);
        file.End(FetchEnd.Of(Stored(Bytes.Length)));

        foreach (var reader in readers)
            Assert.That(await reader, Is.True);
    }

    private async Task<bool> ReadAllAsync(Random random)
    {
        if (await Open() is not FetchOutcome.Streaming streaming)
            return true;
        using var reader = streaming.File;
        var all = new byte[Bytes.Length];
        var offset = 0;
        while (offset < all.Length && await reader.ReadAsync(all.AsMemory(offset, Math.Min(random.Next(1, 9000), all.Length - offset)), offset) is > 0 and var read)
            offset += read;
        return offset == all.Length && all.AsSpan().SequenceEqual(Bytes);
    }

    private Task<FetchOutcome> Open()
    {
        Assert.That(file.TryAddReader(), Is.True);
        return file.OpenAsync(CancellationToken.None).AsTask();
    }

    private async Task<StreamingFile> StreamAsync(int kept)
    {
        var opening = Open();
        file.TryBegin(kept);
        file.Grow(kept, () => bytes);
        return ((FetchOutcome.Streaming)await opening).File;
    }

    private static StoredArtifact Stored(long size) => new() { Size = size, Digests = DigestSet.Empty };

    private sealed class MemoryBytes : KeptBytes
    {
        public bool IsClosed { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            var count = Math.Min(buffer.Length, Bytes.Length - (int)offset);
            Bytes.AsMemory((int)offset, count).CopyTo(buffer);
            return new(count);
        }

        public override void Dispose() => IsClosed = true;
    }
}
