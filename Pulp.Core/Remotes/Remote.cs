using Pulp.Downloads;
using Pulp.Resources;

namespace Pulp.Remotes;

/// <summary>
/// Represents where to fetch from: an address, how to reach it, when to fetch files, and in derived types what to fetch.
/// </summary>
public abstract record Remote : NamedResource
{
    /// <summary>Gets the address of upstream, without credentials.</summary>
    [Field(MinimumLength = 1, MaximumLength = 4096)]
    public required string Url { get; init; }

    /// <summary>Gets when files are fetched.</summary>
    /// <value>The default is <see cref="DownloadPolicy.Immediate"/>, unless the type sets another.</value>
    public DownloadPolicy Policy { get; init; } = DownloadPolicy.Immediate;

    /// <summary>Gets the certificate authorities to trust, in PEM; null means the system's.</summary>
    public string? CaCert { get; init; }

    /// <summary>Gets the client certificate, in PEM.</summary>
    public string? ClientCert { get; init; }

    /// <summary>Gets the client certificate's key, in PEM.</summary>
    [Field(Secret = true)]
    public string? ClientKey { get; init; }

    /// <summary>Gets whether upstream's certificate is verified.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool TlsValidation { get; init; } = true;

    /// <summary>Gets the proxy's address; null means none.</summary>
    [Field(MaximumLength = 4096)]
    public string? ProxyUrl { get; init; }

    /// <summary>Gets the login at the proxy.</summary>
    [Field(Secret = true)]
    public string? ProxyUsername { get; init; }

    /// <summary>Gets the password at the proxy.</summary>
    [Field(Secret = true)]
    public string? ProxyPassword { get; init; }

    /// <summary>Gets the login at upstream.</summary>
    [Field(Secret = true)]
    public string? Username { get; init; }

    /// <summary>Gets the password at upstream.</summary>
    [Field(Secret = true)]
    public string? Password { get; init; }

    /// <summary>Gets how often a failed request is repeated.</summary>
    /// <value>Null means 3.</value>
    [Field(Minimum = 0)]
    public int? MaxRetries { get; init; }

    /// <summary>Gets the time a whole request may take, in seconds.</summary>
    /// <value>Null and 0 mean no limit.</value>
    [Field(Minimum = 0)]
    public double? TotalTimeout { get; init; }

    /// <summary>Gets the time to get a connection, in seconds.</summary>
    /// <value>Null means 600; 0 means no limit.</value>
    [Field(Minimum = 0)]
    public double? ConnectTimeout { get; init; }

    /// <summary>Gets the time to connect a socket, in seconds.</summary>
    /// <value>Null means 600; 0 means no limit.</value>
    [Field(Minimum = 0)]
    public double? SockConnectTimeout { get; init; }

    /// <summary>Gets the time between two reads, in seconds.</summary>
    /// <value>Null means 600; 0 means no limit.</value>
    [Field(Minimum = 0)]
    public double? SockReadTimeout { get; init; }

    /// <summary>Gets extra headers for each request: objects with one name and one value.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>>? Headers { get; init; }

    /// <summary>Gets how many requests may be under way at once.</summary>
    /// <value>Null means 10.</value>
    [Field(Minimum = 1)]
    public int? DownloadConcurrency { get; init; }

    /// <summary>Gets how many requests may be started in a second.</summary>
    /// <value>Null and 0 mean no limit.</value>
    [Field(Minimum = 0)]
    public int? RateLimit { get; init; }

    /// <summary>Gets the login by a token, for types of remotes that have one. It takes the place of user name and password.</summary>
    /// <returns>The login, or null.</returns>
    public virtual TokenLogin? GetTokenLogin() => null;

    /// <summary>Gets the https origin, besides upstream's own, that may get the login when upstream asks for a token of it.</summary>
    /// <returns>The origin, or null.</returns>
    public virtual Uri? GetTokenServer() => null;

    /// <summary>Gets what a token of the token server is to allow when upstream asks for one without saying that.</summary>
    /// <returns>The scope, or null.</returns>
    public virtual string? GetTokenScope() => null;
}
