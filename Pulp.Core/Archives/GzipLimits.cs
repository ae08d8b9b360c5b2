namespace Pulp.Archives;

/// <summary>
/// Bounds what gzip data may become, against decompression bombs.
/// </summary>
public sealed record GzipLimits
{
    /// <summary>Gets limits for data whose reader keeps bounds of its own, as <see cref="TarScanner"/> does.</summary>
    public static GzipLimits None { get; } = new() { MaxBytes = long.MaxValue, MaxRatio = int.MaxValue };

    /// <summary>Gets how many bytes may come out.</summary>
    /// <value>The default is 10 GiB.</value>
    public long MaxBytes { get; init; } = 10L << 30;

    /// <summary>Gets how many times larger the output may be than the input read so far; checked after <see cref="RatioFrom"/> bytes.</summary>
    /// <value>The default is 200.</value>
    public int MaxRatio { get; init; } = 200;

    /// <summary>Gets the number of output bytes up to which any ratio is accepted.</summary>
    /// <value>The default is 1 MiB.</value>
    public long RatioFrom { get; init; } = 1L << 20;
}
