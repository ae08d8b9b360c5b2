namespace Pulp.Archives;

/// <summary>
/// Reads a tar archive from front to back, strictly: the members' headers, and the content of those that are asked for.
/// </summary>
/// <remarks>
/// Checks the checksum of every header, that sizes are possible, that nothing is sparse, and that the archive ends as it should; .NET's reader
/// does not. Paths, links and types of members are for the caller to judge (see <see cref="ArchivePath"/>). Memory use does not grow with the archive.
/// Every method may throw an <see cref="ArchiveFormatException"/>: the archive breaks a rule.
/// </remarks>
public sealed class TarScanner
{
    private const int MaxExtendedHeader = 1024 * 1024;
    private readonly Stream stream;
    private readonly long packedLength;
    private readonly ArchiveLimits limits;
    private readonly byte[] block = new byte[TarHeader.BlockSize];
    private readonly byte[] skipped = new byte[64 * 1024];
    private long remaining;
    private long padding;
    private long total;
    private int count;

    /// <summary>Initializes the scanner.</summary>
    /// <param name="stream">The archive, unpacked; the caller's to dispose.</param>
    /// <param name="packedLength">The size of the compressed file, to which the claimed sizes are compared before anything is unpacked.</param>
    /// <param name="limits">The bounds.</param>
    public TarScanner(Stream stream, long packedLength, ArchiveLimits limits)
    {
        this.stream = stream;
        this.packedLength = packedLength;
        this.limits = limits;
    }

    /// <summary>Moves to the next member.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The member; <see langword="null"/> at the two zero blocks that end an archive.</returns>
    public async ValueTask<TarEntry?> NextAsync(CancellationToken cancellationToken = default)
    {
        var extended = default(TarExtendedHeaders);
        while (true)
        {
            await SkipAsync(remaining + padding, cancellationToken).ConfigureAwait(false);
            remaining = padding = 0;
            await ReadExactlyAsync(block, cancellationToken).ConfigureAwait(false);
            if (TarHeader.IsZero(block))
            {
                await ReadExactlyAsync(block, cancellationToken).ConfigureAwait(false);
                return TarHeader.IsZero(block) ? null : throw TarHeader.Broken("a zero block stands between members");
            }

            var entry = TarHeader.Parse(block);
            if (!TarExtendedHeaders.IsOne(entry.Type))
                return Begin(extended.Apply(entry));
            Begin(entry);
            if (entry.Size > MaxExtendedHeader)
                throw TarHeader.Broken($"an extended header has more than {MaxExtendedHeader} bytes");
            extended = extended.With(entry.Type, await ReadContentAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Reads the rest of the current member's content, which the caller has found small enough.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The content.</returns>
    public async ValueTask<byte[]> ReadContentAsync(CancellationToken cancellationToken = default)
    {
        var content = new byte[remaining];
        await ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
        remaining = 0;
        return content;
    }

    /// <summary>Reads on in the current member's content.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>How many bytes were read; 0 at the end of the content.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var part = (int)Math.Min(remaining, buffer.Length);
        await ReadExactlyAsync(buffer[..part], cancellationToken).ConfigureAwait(false);
        remaining -= part;
        return part;
    }

    /// <summary>Reads to the end of the stream, which may hold zeros only.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>A task that completes at the end of the stream.</returns>
    public async ValueTask FinishAsync(CancellationToken cancellationToken = default)
    {
        for (int read; (read = await stream.ReadAsync(skipped, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (skipped.AsSpan(0, read).ContainsAnyExcept((byte)0))
                throw TarHeader.Broken("something stands behind the end of the archive");
            CheckTotal(total += read);
        }
    }

    private TarEntry Begin(TarEntry entry)
    {
        if (++count > limits.MaxEntries)
            throw TarHeader.Broken($"the archive has more than {limits.MaxEntries} members");

        // Links and folders have no content, whatever their size field says.
        remaining = entry.IsFile || TarExtendedHeaders.IsOne(entry.Type) ? entry.Size : 0;
        CheckTotal(total += remaining);
        padding = -remaining & (TarHeader.BlockSize - 1);
        return entry;
    }

    private void CheckTotal(long unpacked)
    {
        if (unpacked < 0 || limits.IsExcessive(unpacked, packedLength))
            throw TarHeader.Broken($"the archive unpacks to more than {limits.MaxUnpackedBytes} bytes or {limits.MaxRatio} times its size");
    }

    private async ValueTask SkipAsync(long bytes, CancellationToken cancellationToken)
    {
        while (bytes > 0)
        {
            var part = (int)Math.Min(bytes, skipped.Length);
            await ReadExactlyAsync(skipped.AsMemory(0, part), cancellationToken).ConfigureAwait(false);
            bytes -= part;
        }
    }

    private async ValueTask ReadExactlyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read < buffer.Length)
            throw TarHeader.Broken("the archive is cut off");
    }
}
