namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Reads a range of a seekable stream, and owns the stream.
/// </summary>
internal sealed class StreamPart : ReadOnlyStream
{
    private readonly Stream inner;
    private long left;

    public StreamPart(Stream inner, long position, long length)
    {
        this.inner = inner;
        inner.Position = position;
        Length = left = Math.Clamp(length, 0, Math.Max(0, inner.Length - position));
    }

    public override long Length { get; }

    public override long Position { get => Length - left; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer[..(int)Math.Min(left, buffer.Length)], cancellationToken).ConfigureAwait(false);
        left -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
