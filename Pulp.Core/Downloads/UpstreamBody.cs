using Pulp.Archives;

namespace Pulp.Downloads;

/// <summary>
/// The body of a response: limits silence, counts, checks the promised size, and reports every failure as <see cref="DownloadException"/>.
/// </summary>
internal sealed class UpstreamBody(Stream inner, Uri url, TransferDeadline deadline, long? expectedSize, CancellationToken caller) : ReadOnlyStream
{
    /// <summary>Gets how many bytes were handed out.</summary>
    public long Received { get; private set; }

    public override long Position
    {
        get => Received;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        var read = await ReadInnerAsync(buffer, cancellationToken).ConfigureAwait(false);
        Received += read;
        if (expectedSize is { } expected && (Received > expected || (read == 0 && Received < expected)))
            throw SizeMismatch(url, expected, $"upstream sent {(read == 0 ? $"{Received}" : "more")}");
        return read;
    }

    public static DownloadException SizeMismatch(Uri url, long expected, string actual) =>
        new(DownloadFailureReason.SizeMismatch, url, $"{expected} bytes were expected, but {actual}.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadInnerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // The deadline is linked to the caller's token already; only another token needs a registration per read.
        await using var registration = (cancellationToken == caller ? default : cancellationToken.UnsafeRegister(static state => ((TransferDeadline)state!).Cancel(), deadline)).ConfigureAwait(false);
        deadline.BeginWait();
        try
        {
            return await inner.ReadAsync(buffer, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (UpstreamFailures.IsUpstreams(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            caller.ThrowIfCancellationRequested();
            throw UpstreamFailures.From(e, url, deadline);
        }
        finally
        {
            deadline.EndWait();
        }
    }
}
