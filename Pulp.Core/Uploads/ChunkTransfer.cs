using System.Buffers;
using System.Globalization;
using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Uploads;

/// <summary>Moves the bytes of one chunk: from the client into the upload's file, or past the same bytes that are there.</summary>
internal sealed class ChunkTransfer(UploadFile file, ChunkRange range, Digest? sha256)
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Writes the chunk and forces it to disk.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="whole">The digests of the whole file to continue; null when this chunk is not next in order.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task WriteAsync(Stream body, DigestComputation? whole, CancellationToken cancellationToken)
    {
        using var handle = file.OpenForWriting();
        await ReadAsync(
            body,
            async (bytes, offset) =>
            {
                var write = file.WriteAsync(handle, bytes, offset, cancellationToken);
                whole?.Append(bytes.Span);
                await write.ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        file.Sync(handle);
    }

    /// <summary>Makes sure that the chunk is the same as the one that is there.</summary>
    public async Task CompareAsync(Stream body, CancellationToken cancellationToken)
    {
        var present = file.OpenForReading();
        await using (present.ConfigureAwait(false))
        {
            present.Position = range.Offset;
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                await ReadAsync(
                    body,
                    async (bytes, _) =>
                    {
                        var other = buffer.AsMemory(0, bytes.Length);
                        await present.ReadExactlyAsync(other, cancellationToken).ConfigureAwait(false);
                        if (!bytes.Span.SequenceEqual(other.Span))
                            throw new UploadRefusedException(UploadRefusal.Overlap, "file", $"Bytes {range.Offset}-{range.End - 1} were sent before with other contents; delete the upload and begin anew.");
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static UploadRefusedException WrongLength(ChunkRange range, string found) => new(
        UploadRefusal.Invalid, "file", string.Create(CultureInfo.InvariantCulture, $"The range states {range.Length} bytes, but {found} came."));

    private async Task ReadAsync(Stream body, Func<ReadOnlyMemory<byte>, long, ValueTask> take, CancellationToken cancellationToken)
    {
        using var chunk = sha256 is { } promised ? new DigestComputation([], new DigestSet(promised)) : null;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var done = 0L;
            while (done < range.Length)
            {
                var wanted = (int)Math.Min(BufferSize, range.Length - done);
                var read = await body.ReadAtLeastAsync(buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (read < wanted)
                    throw WrongLength(range, (done + read).ToString(CultureInfo.InvariantCulture));
                chunk?.Append(buffer.AsSpan(0, read));
                await take(buffer.AsMemory(0, read), range.Offset + done).ConfigureAwait(false);
                done += read;
            }

            if (await body.ReadAsync(buffer.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) > 0)
                throw WrongLength(range, "more");
            chunk?.Complete();
        }
        catch (DigestMismatchException exception)
        {
            throw new UploadRefusedException(UploadRefusal.ChecksumMismatch, "sha256", $"Checksum does not match chunk upload: {exception.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
