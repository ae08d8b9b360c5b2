namespace Pulp.Downloads;

/// <summary>
/// Configures how upstreams are contacted, whatever the remote.
/// </summary>
public sealed class DownloadOptions
{
    /// <summary>Gets which addresses may be contacted.</summary>
    public EgressOptions Egress { get; } = new();

    /// <summary>Gets the absolute folders below which <c>file://</c> remotes may read.</summary>
    /// <value>The default is none, so that no remote reads files.</value>
    public IList<string> AllowedImportPaths { get; } = [];

    /// <summary>Gets or sets the User-Agent header, unless a remote's own headers name another.</summary>
    /// <value>The default is <c>pulp-dotnet/</c> and the version.</value>
    public string UserAgent { get; set; } = $"pulp-dotnet/{typeof(DownloadOptions).Assembly.GetName().Version?.ToString(2) ?? "0"}";

    /// <summary>Gets or sets how many redirects one request follows.</summary>
    /// <value>The default is 10.</value>
    public int MaxRedirects { get; set; } = 10;

    /// <summary>Gets or sets the pause before the first repetition; it doubles with each further one and is shortened at random by up to half.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the longest pause between repetitions when upstream does not ask for one.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the longest pause upstream can ask for with Retry-After.</summary>
    /// <value>The default is 120 seconds.</value>
    public TimeSpan RetryAfterCap { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Gets or sets how many decompressed bytes a compressed response may yield.</summary>
    /// <value>The default is 1 GiB.</value>
    public long MaxDecodedBytes { get; set; } = 1L << 30;

    /// <summary>Gets or sets how many times larger than its compressed form a response may become; checked after the first MiB.</summary>
    /// <value>The default is 200.</value>
    public int MaxDecodedRatio { get; set; } = 200;

    /// <summary>Gets or sets a value indicating whether HTTP/2 is negotiated over TLS.</summary>
    /// <value>The default is <see langword="false"/>: HTTP/1.1 with kept connections.</value>
    public bool EnableHttp2 { get; set; }

    /// <summary>Gets or sets how long a connection pool serves before a new one, with freshly resolved names, takes over.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan HandlerLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how many different connection settings are remembered; the least recently used is forgotten first.</summary>
    /// <value>The default is 512.</value>
    public int MaxConnectionPools { get; set; } = 512;
}
