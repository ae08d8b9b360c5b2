namespace Pulp.Archives;

/// <summary>
/// Hands the compressed data between header and trailer of a gzip member to the decompressor, which does not tell how much of it it used.
/// </summary>
/// <remarks>
/// The last byte is handed out alone. A decompressor that ends without asking for it has seen trailing data; one that asks
/// for more after it has seen a cut file.
/// </remarks>
internal sealed class GzipMemberReader(Stream inner, bool leaveOpen) : ReadOnlyStream
{
    private const int TrailerLength = 8;
    private const int MaxHeader = 64 * 1024;

    // Trailer and last byte of compressed data.
    private const int HeldBack = TrailerLength + 1;
    private readonly byte[] buffer = new byte[32 * 1024];
    private int start;
    private int end;
    private bool headerRead;
    private bool innerEnded;
    private bool lastByteTaken;
    private bool askedPastEnd;

    /// <summary>Gets how many compressed bytes were read.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Gets the trailer, after the decompressor saw the end of the compressed data.</summary>
    public async ValueTask<byte[]> FinishAsync(CancellationToken cancellationToken)
    {
        if (!headerRead)
            await ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        if (askedPastEnd)
            throw new GzipFormatException(GzipFault.Truncated);
        if (!lastByteTaken)
        {
            // The end of the compressed data is known to lie before the last byte, if eight bytes follow it at all.
            while (!innerEnded && end - start < HeldBack)
                await FillAsync(cancellationToken).ConfigureAwait(false);
            throw new GzipFormatException(end - start >= HeldBack ? GzipFault.TrailingData : GzipFault.Truncated);
        }

        return buffer.AsSpan(start, TrailerLength).ToArray();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (!headerRead)
            await ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        while (!innerEnded && end - start <= HeldBack)
            await FillAsync(cancellationToken).ConfigureAwait(false);

        var available = end - start - HeldBack;
        if (available < 0 || lastByteTaken)
        {
            askedPastEnd = true;
            return 0;
        }

        lastByteTaken = available == 0;
        var count = lastByteTaken ? 1 : Math.Min(available, destination.Length);
        buffer.AsMemory(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        var read = await inner.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
        innerEnded = read == 0;
        end += read;
        BytesRead += read;
    }

    private async ValueTask ReadHeaderAsync(CancellationToken cancellationToken)
    {
        const byte deflate = 8, hasCrc = 2, hasExtra = 4, hasName = 8, hasComment = 16, reserved = 0xE0;
        if (await NextAsync(cancellationToken).ConfigureAwait(false) != 0x1F || await NextAsync(cancellationToken).ConfigureAwait(false) != 0x8B || await NextAsync(cancellationToken).ConfigureAwait(false) != deflate)
            throw new GzipFormatException(GzipFault.NotGzip);
        var flags = await NextAsync(cancellationToken).ConfigureAwait(false);
        if ((flags & reserved) != 0)
            throw new GzipFormatException(GzipFault.NotGzip);
        await SkipAsync(6, cancellationToken).ConfigureAwait(false);
        if ((flags & hasExtra) != 0)
            await SkipAsync(await NextAsync(cancellationToken).ConfigureAwait(false) + (await NextAsync(cancellationToken).ConfigureAwait(false) << 8), cancellationToken).ConfigureAwait(false);
        foreach (var text in (byte[])[hasName, hasComment])
        {
            while ((flags & text) != 0 && await NextAsync(cancellationToken).ConfigureAwait(false) != 0)
            {
                if (BytesRead - (end - start) > MaxHeader)
                    throw new GzipFormatException(GzipFault.NotGzip);
            }
        }

        if ((flags & hasCrc) != 0)
            await SkipAsync(2, cancellationToken).ConfigureAwait(false);
        headerRead = true;
    }

    private async ValueTask SkipAsync(int count, CancellationToken cancellationToken)
    {
        for (; count > 0; count--)
            await NextAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<byte> NextAsync(CancellationToken cancellationToken)
    {
        while (start == end && !innerEnded)
            await FillAsync(cancellationToken).ConfigureAwait(false);
        return start < end ? buffer[start++] : throw new GzipFormatException(GzipFault.Truncated);
    }
}
