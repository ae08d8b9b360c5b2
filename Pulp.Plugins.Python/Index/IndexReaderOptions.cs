namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Bounds what an index page may cost its reader.
/// </summary>
public sealed record IndexReaderOptions
{
    /// <summary>Gets the default bounds.</summary>
    public static IndexReaderOptions Default { get; } = new();

    /// <summary>Gets the largest project page, in bytes after decompression. A page is read into one buffer.</summary>
    /// <value>The default is 64 MiB: room for 60,000 files.</value>
    public int MaxProjectBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Gets the largest number of files on a project page.</summary>
    /// <value>The default is 500,000.</value>
    public int MaxFiles { get; init; } = 500_000;

    /// <summary>Gets the largest root page, in bytes after decompression. A root page is streamed.</summary>
    /// <value>The default is 1 GiB.</value>
    public long MaxRootBytes { get; init; } = 1024L * 1024 * 1024;
}
