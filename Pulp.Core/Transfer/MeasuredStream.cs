using System.Security.Cryptography;
using Pulp.Digests;

namespace Pulp.Transfer;

/// <summary>
/// Passes on the bytes of a stored file, and fails when they are not as many or not those they should be: an archive must not hold what is damaged.
/// </summary>
internal sealed class MeasuredStream(Stream source, long size, Digest sha256, string description) : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long read;

    public override bool CanRead => true;

    // The archive's writer asks for length and position, and never moves.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => size;

    public override long Position
    {
        get => read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        var now = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        hash.AppendData(buffer.Span[..now]);
        read += now;
        if (read > size || (now == 0 && (read < size || !sha256.FixedTimeEquals(Digest.Sha256(hash.GetCurrentHash())))))
        {
            throw new TransferException(
                TransferFailureReason.NotStored, $"The stored bytes of {description} are damaged. Repair the repository version, then export it again.");
        }

        return now;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            hash.Dispose();
        base.Dispose(disposing);
    }
}
