using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// Stages the bytes of one artifact: a stream that only writes, and only asynchronously.
/// </summary>
/// <remarks>
/// The base class gathers small writes, computes digests and enforces the limits; a storage derives and keeps the
/// blocks. Not safe for concurrent use. After a failed or cancelled call only disposing is possible. Disposing a writer that was
/// not completed removes what it wrote.
/// </remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a stream only so that anything can copy to it.")]
public abstract partial class ArtifactWriter : Stream
{
    /// <summary>
    /// The size of a gathered block in bytes: large enough that system calls vanish beside hashing.
    /// </summary>
    public const int BlockSize = 128 * 1024;

    private const int FirstBufferSize = 16 * 1024;

    private readonly ArtifactWriteOptions options;
    private readonly DigestComputation digests;
    private byte[]? buffer;
    private int capacity;
    private int filled;
    private State state;

    /// <summary>Initializes a writer.</summary>
    /// <param name="options">What is expected of the bytes, and which digests to compute.</param>
    /// <exception cref="ArgumentException">A digest is asked for that cannot be computed, or a size is negative.</exception>
    /// <exception cref="ArtifactTooLargeException">The expected size is above the maximum.</exception>
    protected ArtifactWriter(ArtifactWriteOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaximumSize ?? 0, "MaximumSize");
        ArgumentOutOfRangeException.ThrowIfNegative(options.ExpectedSize ?? 0, "ExpectedSize");
        if (options.ExpectedSize > options.MaximumSize)
            throw new ArtifactTooLargeException(options.MaximumSize.Value);
        this.options = options;
        digests = new DigestComputation(options.Algorithms, options.ExpectedDigests);
    }

    private enum State
    {
        Open,
        Broken,
        Completed,
        Disposed,
    }

    /// <summary>Gets the number of bytes written so far.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Gets the number of bytes handed to the storage so far; the rest is still being gathered.</summary>
    public long BytesKept { get; private set; }

    /// <summary>
    /// Gets by what the storage finds the bytes kept so far, for <see cref="IStagingResumption"/>; or <see langword="null"/> when it cannot go on with them.
    /// </summary>
    public virtual string? ResumptionKey => null;

    /// <summary>
    /// Opens what was kept so far for reading, while more is written.
    /// </summary>
    /// <returns>The bytes, readable up to <see cref="BytesKept"/> and whole after the artifact is completed; or <see langword="null"/> when the storage cannot do that.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    public virtual KeptBytes? OpenKept() => null;

    /// <summary>
    /// Hands the gathered bytes to the storage, although they do not fill a block.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call, after which the artifact cannot be completed.</param>
    /// <returns>A task that completes when <see cref="BytesKept"/> equals <see cref="BytesWritten"/>.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    public ValueTask KeepGatheredAsync(CancellationToken cancellationToken = default)
    {
        Admit(0);
        return filled == 0 ? ValueTask.CompletedTask : EmptyBufferAsync(cancellationToken);
    }

    /// <summary>
    /// Makes ready what bytes are kept in, and does not wait for it: keeping the first ones takes less time then. For whoever knows that bytes will come, but not yet.
    /// </summary>
    /// <remarks>What goes wrong is thrown when bytes are kept. A storage need not do anything.</remarks>
    public virtual void BeginKeeping()
    {
    }

    /// <summary>
    /// Begins to force to disk what was kept so far, and does not wait for it: completing the artifact takes less time then. For whoever knows that the end comes later than the bytes.
    /// </summary>
    /// <remarks>What goes wrong is thrown by <see cref="CompleteAsync"/>. A storage need not do anything.</remarks>
    public virtual void BeginForcing()
    {
    }

    /// <summary>
    /// Ends the writer without an artifact, and leaves the bytes written so far for another writer to go on. Without a <see cref="ResumptionKey"/> nothing is left.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call, after which only what was kept before is left.</param>
    /// <returns>A task that completes when the bytes are kept; only disposing is possible then.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async ValueTask LeaveAsync(CancellationToken cancellationToken = default)
    {
        if (ResumptionKey is null)
        {
            await DisposeAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            if (state == State.Open)
                await KeepGatheredAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (Release())
                await CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Writes bytes.
    /// </summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="cancellationToken">Cancels the write, after which the artifact cannot be completed.</param>
    /// <returns>A task that completes when <paramref name="buffer"/> may be reused.</returns>
    /// <exception cref="ArtifactTooLargeException">There are more bytes than allowed.</exception>
    /// <exception cref="DigestMismatchException">There are more bytes than expected.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    public sealed override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Admit(buffer.Length);
        if (buffer.Length >= capacity - filled)
            return WriteBlocksAsync(buffer, cancellationToken);

        buffer.Span.CopyTo(this.buffer.AsSpan(filled));
        filled += buffer.Length;
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Writes everything a stream holds from its current position, without a copy in between.
    /// </summary>
    /// <param name="source">The bytes; left open.</param>
    /// <param name="cancellationToken">Cancels the copy, after which the artifact cannot be completed.</param>
    /// <returns>A task that completes at the end of <paramref name="source"/>.</returns>
    /// <exception cref="ArtifactTooLargeException">There are more bytes than allowed.</exception>
    /// <exception cref="DigestMismatchException">There are more bytes than expected.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async ValueTask WriteFromAsync(Stream source, CancellationToken cancellationToken = default)
    {
        Admit(0);
        while (true)
        {
            await MakeRoomAsync(cancellationToken).ConfigureAwait(false);
            int read;
            try
            {
                read = await source.ReadAsync(buffer.AsMemory(filled, capacity - filled), cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                state = State.Broken;
                throw;
            }

            if (read == 0)
                return;
            Admit(read);
            filled += read;
        }
    }

    /// <summary>
    /// Ends the artifact and checks it against what was expected.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call, after which the artifact cannot be completed.</param>
    /// <returns>The staged artifact, which outlives the writer.</returns>
    /// <exception cref="DigestMismatchException">The bytes are not those expected.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async ValueTask<StagedArtifact> CompleteAsync(CancellationToken cancellationToken = default)
    {
        Admit(0);
        state = State.Broken;
        cancellationToken.ThrowIfCancellationRequested();
        if (options.ExpectedSize is { } expectedSize && expectedSize != BytesWritten)
            throw SizeMismatch(expectedSize, BytesWritten.ToString(CultureInfo.InvariantCulture));
        var last = buffer.AsMemory(0, filled);
        digests.Append(last.Span);
        var staged = await FinishAsync(last, digests.Complete(), options.ReplaceExisting, cancellationToken).ConfigureAwait(false);
        state = State.Completed;
        return staged;
    }

    /// <inheritdoc/>
    public sealed override async ValueTask DisposeAsync()
    {
        if (Release())
            await AbandonAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Keeps a block of bytes; called for blocks in order, never concurrently.
    /// </summary>
    /// <param name="block">The bytes, valid until the returned task completes. They are hashed meanwhile.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>A task that completes when the block is kept.</returns>
    protected abstract ValueTask KeepBlockAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps the last bytes and hands over the artifact, which passed every check.
    /// </summary>
    /// <param name="last">The bytes since the last block, up to <see cref="BlockSize"/>, all there are for a small artifact; may be empty.</param>
    /// <param name="digests">The digests to hand over.</param>
    /// <param name="replaceExisting">The value of <see cref="StagedArtifact.ReplaceExisting"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The staged artifact.</returns>
    protected abstract ValueTask<StagedArtifact> FinishAsync(
        ReadOnlyMemory<byte> last, DigestSet digests, bool replaceExisting, CancellationToken cancellationToken);

    /// <summary>
    /// Lets go of what was kept without removing it; called once, only when there is a <see cref="ResumptionKey"/> and the artifact was not completed.
    /// </summary>
    /// <returns>A task that completes when another writer may go on.</returns>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Takes into account bytes that another writer kept; called in order, before anything is written.
    /// </summary>
    /// <param name="kept">The bytes.</param>
    /// <exception cref="ArtifactTooLargeException">There are more bytes than allowed.</exception>
    /// <exception cref="DigestMismatchException">There are more bytes than expected.</exception>
    protected void Recall(ReadOnlySpan<byte> kept)
    {
        Admit(kept.Length);
        digests.Append(kept);
        BytesKept += kept.Length;
    }

    /// <summary>
    /// Removes what was kept; called once, only when the artifact was not completed.
    /// </summary>
    /// <returns>A task that completes when nothing is left.</returns>
    protected abstract ValueTask AbandonAsync();

    /// <inheritdoc/>
    protected sealed override void Dispose(bool disposing)
    {
        // Stream.Close is the only synchronous way in; what it leaves behind, the sweep of temporary files removes.
        if (disposing && Release())
            _ = AbandonAsync().AsTask();
        base.Dispose(disposing);
    }

    private static DigestMismatchException SizeMismatch(long expected, string actual) =>
        new("size", expected.ToString(CultureInfo.InvariantCulture), actual);

    private void Admit(int count)
    {
        ObjectDisposedException.ThrowIf(state == State.Disposed, this);
        if (state != State.Open)
            throw new InvalidOperationException("The artifact was completed, or an earlier write failed; only disposing is possible.");
        BytesWritten += count;
        if (BytesWritten > options.MaximumSize)
        {
            state = State.Broken;
            throw new ArtifactTooLargeException(options.MaximumSize.Value);
        }

        if (BytesWritten > options.ExpectedSize)
        {
            state = State.Broken;
            throw SizeMismatch(options.ExpectedSize.Value, string.Create(CultureInfo.InvariantCulture, $"at least {BytesWritten}"));
        }
    }

    private async ValueTask WriteBlocksAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        while (!source.IsEmpty)
        {
            if (filled == 0 && source.Length >= BlockSize)
            {
                await KeepAndHashAsync(source, cancellationToken).ConfigureAwait(false);
                return;
            }

            await MakeRoomAsync(cancellationToken).ConfigureAwait(false);
            var part = source[..Math.Min(source.Length, capacity - filled)];
            part.Span.CopyTo(buffer.AsSpan(filled));
            filled += part.Length;
            source = source[part.Length..];
        }
    }

    private ValueTask MakeRoomAsync(CancellationToken cancellationToken)
    {
        if (filled < capacity)
            return ValueTask.CompletedTask;
        if (filled == BlockSize)
            return EmptyBufferAsync(cancellationToken);
        Grow();
        return ValueTask.CompletedTask;
    }

    private async ValueTask EmptyBufferAsync(CancellationToken cancellationToken)
    {
        await KeepAndHashAsync(buffer.AsMemory(0, filled), cancellationToken).ConfigureAwait(false);
        filled = 0;
    }

    private void Grow()
    {
        // A known size is rented at once, with room to see the end; an unknown one starts small, because most files of an index are.
        var first = options.ExpectedSize is { } expected ? Math.Min(expected, BlockSize - 1) + 1 : FirstBufferSize;
        capacity = buffer is null ? (int)first : BlockSize;
        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        if (buffer is not null)
        {
            buffer.AsSpan(0, filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = larger;
    }

    private async ValueTask KeepAndHashAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        try
        {
            var keeping = KeepBlockAsync(block, cancellationToken);
            digests.Append(block.Span);
            await keeping.ConfigureAwait(false);
            BytesKept += block.Length;
        }
        catch
        {
            state = State.Broken;
            throw;
        }
    }

    private bool Release()
    {
        if (state == State.Disposed)
            return false;
        var abandoned = state != State.Completed;
        state = State.Disposed;
        digests.Dispose();
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = null;
        capacity = filled = 0;
        return abandoned;
    }
}
