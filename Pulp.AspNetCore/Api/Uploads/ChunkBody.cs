using System.Security.Cryptography;
using Pulp.Digests;
using Pulp.Uploads;

namespace Pulp.AspNetCore.Api.Uploads;

/// <summary>
/// The bytes of a chunk whose digest may follow them in the form: reading past their end compares it.
/// </summary>
internal sealed class ChunkBody : Stream
{
    private readonly Stream bytes;
    private readonly Func<CancellationToken, ValueTask<Digest?>> readRest;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool isRead;

    /// <summary>Initializes the stream.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="readRest">Reads what follows them, and returns the digest stated there.</param>
    public ChunkBody(Stream bytes, Func<CancellationToken, ValueTask<Digest?>> readRest)
    {
        this.bytes = bytes;
        this.readRest = readRest;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await bytes.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        hash.AppendData(buffer.Span[..count]);
        if (count == 0 && !isRead)
        {
            isRead = true;
            if (await readRest(cancellationToken).ConfigureAwait(false) is { } stated && stated != Digest.Sha256(hash.GetCurrentHash()))
                throw new UploadRefusedException(UploadRefusal.ChecksumMismatch, "sha256", "Checksum does not match chunk upload.");
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

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
