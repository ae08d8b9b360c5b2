using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>Stages an artifact in a temporary file, which is made only when the first block is full.</summary>
internal sealed class FileArtifactWriter(ArtifactWriteOptions options, StorageLayout layout, DurableFiles files, int syncFailures, string key) : ArtifactWriter(options)
{
    // A file of this size is forced to disk on the descriptor that wrote it: its write-back may fail long before the
    // commit, and the kernel forgets that failure when it drops the unopened file from memory.
    private const long DurableSize = 1024 * 1024;

    // Handing a write to another thread takes longer than to write as little as this.
    private const int SmallBlock = 32 * 1024;

    private string? path;
    private SafeFileHandle? file;
    private Task<SafeFileHandle>? making;
    private long offset;
    private Task? forcing;
    private long forced;

    public override string ResumptionKey => key;

    /// <summary>Goes on with the file of an earlier writer.</summary>
    /// <returns>Whether there is one.</returns>
    public async ValueTask<bool> TryResumeAsync(CancellationToken cancellationToken)
    {
        path = layout.TemporaryPath(key);
        file = files.OpenForWriting(path);
        if (file is null)
            return false;
        using var kept = new KeptFile(files.OpenForReading(path));
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (await kept.ReadAsync(buffer.AsMemory(0, BlockSize), offset, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                Recall(buffer.AsSpan(0, read));
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return true;
    }

    public override KeptBytes OpenKept()
    {
        Open();
        return new KeptFile(files.OpenForReading(path));
    }

    public override void BeginKeeping()
    {
        if (file is null && making is null)
            making = Begun(() => files.Create(layout.TemporaryPath(key)));
    }

    // Once: who sends many parts would have the disk wait for each.
    public override void BeginForcing()
    {
        if (file is not { } written || path is not { } name || forcing is not null)
            return;
        forced = offset;
        forcing = Begun(() =>
        {
            files.Sync(written, name);
            return true;
        });
    }

    protected override async ValueTask KeepBlockAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        await TakeMadeAsync().ConfigureAwait(false);
        Open();
        if (block.Length <= SmallBlock)
            files.Write(file, block.Span, offset, path);
        else
            await files.WriteAsync(file, block, offset, path, cancellationToken).ConfigureAwait(false);
        offset += block.Length;
    }

    protected override async ValueTask<StagedArtifact> FinishAsync(
        ReadOnlyMemory<byte> last, DigestSet digests, bool replaceExisting, CancellationToken cancellationToken)
    {
        await TakeMadeAsync().ConfigureAwait(false);
        Open();
        if (!last.IsEmpty)
            files.Write(file, last.Span, offset, path);

        // The descriptor tells of an error once, and has told whoever forced first.
        if (forcing is not null)
            await forcing.ConfigureAwait(false);
        var isForced = forcing is not null && forced == BytesWritten;
        if (!isForced && BytesWritten >= DurableSize)
            files.Sync(file, path);
        file.Dispose();
        return new StagedArtifact(BytesWritten, digests, key)
        {
            ReplaceExisting = replaceExisting,
            IsDurable = isForced || BytesWritten >= DurableSize,
            SyncFailures = syncFailures,
        };
    }

    protected override async ValueTask CloseAsync()
    {
        try
        {
            await TakeMadeAsync().ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // What was not made need not be closed.
        }

        file?.Dispose();
    }

    protected override async ValueTask AbandonAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        if (file is null || path is null)
            return;
        try
        {
            files.Delete(path);
        }
        catch (StorageException)
        {
            // The failure that led here matters more; the sweep of temporary files finds this one.
        }
    }

    // Behind what waits already, such as the answer to whoever sends the bytes. What fails is nobody's loss when the artifact is not completed.
    private static Task<T> Begun<T>(Func<T> work)
    {
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
        _ = task.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    private async ValueTask TakeMadeAsync()
    {
        if (file is not null || making is null)
            return;
        file = await making.ConfigureAwait(false);
        path = layout.TemporaryPath(key);
    }

    [MemberNotNull(nameof(file), nameof(path))]
    private void Open()
    {
        path ??= layout.TemporaryPath(key);

        // Only who opens what was kept before anything was may wait here, and for a moment.
        file ??= making is null ? files.Create(path) : making.GetAwaiter().GetResult();
    }

    private sealed class KeptFile(SafeFileHandle file) : KeptBytes
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
        {
            try
            {
                return await RandomAccess.ReadAsync(file, buffer, offset, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
            {
                throw StorageErrors.Translate(exception, "read", path: null);
            }
        }

        public override void Dispose() => file.Dispose();
    }
}
