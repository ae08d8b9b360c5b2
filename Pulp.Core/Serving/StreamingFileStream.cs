namespace Pulp.Serving;

/// <summary>
/// Reads a file from its beginning while it is being fetched.
/// </summary>
internal sealed class StreamingFileStream : ReadOnlyStream
{
    private readonly StreamingFile file;
    private long position;

    public StreamingFileStream(StreamingFile file) => this.file = file;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await file.ReadAsync(buffer, position, cancellationToken).ConfigureAwait(false);
        position += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
