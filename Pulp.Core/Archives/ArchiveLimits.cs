namespace Pulp.Archives;

/// <summary>
/// Bounds what an archive may cost its reader.
/// </summary>
public sealed record ArchiveLimits
{
    /// <summary>Gets the default limits.</summary>
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Gets the largest number of entries.</summary>
    /// <value>The default is 100,000.</value>
    public int MaxEntries { get; init; } = 100_000;

    /// <summary>Gets the largest sum of the unpacked sizes, in bytes.</summary>
    /// <value>The default is 10 GiB.</value>
    public long MaxUnpackedBytes { get; init; } = 10L * 1024 * 1024 * 1024;

    /// <summary>Gets the largest ratio of unpacked to packed size.</summary>
    /// <value>The default is 50.</value>
    public int MaxRatio { get; init; } = 50;

    /// <summary>Gets the unpacked size in bytes from which the ratio counts: small files may compress well.</summary>
    /// <value>The default is 64 MiB.</value>
    public long RatioFreeBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Gets the largest list of an archive's files, in bytes: the central directory of a ZIP archive, or a file within that lists the others.</summary>
    /// <value>The default is 32 MiB.</value>
    public int MaxDirectoryBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Tells whether an unpacked size is too much for a packed one.</summary>
    /// <param name="unpacked">The sum of the unpacked sizes in bytes.</param>
    /// <param name="packed">The size of the archive in bytes.</param>
    /// <returns>Whether reading on is refused.</returns>
    public bool IsExcessive(long unpacked, long packed) =>
        unpacked > MaxUnpackedBytes || (unpacked > RatioFreeBytes && unpacked / Math.Max(1, packed) >= MaxRatio);
}
