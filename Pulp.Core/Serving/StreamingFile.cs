using Pulp.Digests;

namespace Pulp.Serving;

/// <summary>
/// Reads a file while it is fetched: each reader at its own pace, from the bytes that are written already.
/// </summary>
/// <remarks>The last byte is handed out only when the whole file was verified (and stored, unless it is passed through). Not safe for concurrent use.</remarks>
public sealed class StreamingFile : IDisposable
{
    private readonly GrowingFile growing;
    private bool disposed;

    internal StreamingFile(GrowingFile growing, long? size)
    {
        this.growing = growing;
        Size = size;
    }

    /// <summary>Gets the size in bytes, or null when upstream did not say it.</summary>
    public long? Size { get; }

    /// <summary>Gets the digests the file was promised to have; may be empty.</summary>
    public DigestSet Promised => growing.Promised;

    /// <summary>Reads bytes, waiting until there are some.</summary>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="cancellationToken">Cancels waiting; the fetch goes on.</param>
    /// <returns>How many bytes were read; 0 at the end of the file.</returns>
    /// <exception cref="FetchBrokenException">The fetch failed.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return growing.ReadAsync(buffer, offset, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        growing.RemoveReader();
    }
}
