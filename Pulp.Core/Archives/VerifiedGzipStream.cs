using System.Buffers.Binary;
using System.IO.Compression;

namespace Pulp.Archives;

/// <summary>
/// Decompresses one gzip member (RFC 1952) and verifies it: header, checksum, length, and that it ends exactly where the data ends.
/// </summary>
/// <remarks>
/// <see cref="GZipStream"/> yields half a file without any error when its data is cut in half; this stream throws. Reading
/// returns 0 only after everything was verified. Asynchronous reading only.
/// </remarks>
/// <exception cref="GzipFormatException">Thrown by reading: the data is not acceptable.</exception>
public sealed class VerifiedGzipStream : ReadOnlyStream
{
    private readonly GzipMemberReader member;
    private readonly DeflateStream inflater;
    private readonly GzipLimits limits;
    private readonly Crc32 crc = new();
    private long length;
    private bool finished;

    /// <summary>Initializes the stream.</summary>
    /// <param name="inner">The compressed data, read to its end.</param>
    /// <param name="limits">What it may become.</param>
    /// <param name="leaveOpen">Whether the compressed data is not disposed with this stream.</param>
    public VerifiedGzipStream(Stream inner, GzipLimits? limits = null, bool leaveOpen = false)
    {
        member = new GzipMemberReader(inner, leaveOpen);
        inflater = new DeflateStream(member, CompressionMode.Decompress);
        this.limits = limits ?? new GzipLimits();
    }

    /// <inheritdoc/>
    public override long Position
    {
        get => length;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || finished)
            return 0;
        int read;
        try
        {
            read = await inflater.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new GzipFormatException(GzipFault.Damaged, e);
        }

        if (read == 0)
        {
            await VerifyEndAsync(cancellationToken).ConfigureAwait(false);
            finished = true;
            return 0;
        }

        crc.Append(buffer.Span[..read]);
        length += read;
        if (length > limits.MaxBytes || (length > limits.RatioFrom && length / limits.MaxRatio > member.BytesRead))
            throw new GzipFormatException(GzipFault.TooLarge);
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inflater.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask VerifyEndAsync(CancellationToken cancellationToken)
    {
        var trailer = await member.FinishAsync(cancellationToken).ConfigureAwait(false);
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != crc.Value || BinaryPrimitives.ReadUInt32LittleEndian(trailer.AsSpan(4)) != (uint)length)
            throw new GzipFormatException(GzipFault.Damaged);
    }
}
