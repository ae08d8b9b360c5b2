using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pulp.Downloads;

/// <summary>
/// Represents what a remote says about the connection to its upstream.
/// </summary>
/// <remarks>
/// Immutable. Two instances with the same values have the same <see cref="Fingerprint"/> and share connections.
/// <see cref="ToString"/> never shows a secret. Check values that come from outside with
/// <see cref="ConnectionSettingsValidator"/>.
/// </remarks>
public sealed record ConnectionSettings
{
    /// <summary>Gets the URL the administrator named, for example <c>https://pypi.org/</c>. Credentials and custom headers are sent to its origin only.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Gets the user name for Basic authentication, sent without waiting for a challenge.</summary>
    public string? Username { get; init; }

    /// <summary>Gets the password for Basic authentication.</summary>
    public string? Password { get; init; }

    /// <summary>Gets the login by a token; it takes the place of user name and password.</summary>
    public TokenLogin? TokenLogin { get; init; }

    /// <summary>Gets the https origin, besides that of <see cref="BaseUrl"/>, that may get the user name and password when upstream asks for a token of it; none when <see langword="null"/>.</summary>
    public Uri? TokenServer { get; init; }

    /// <summary>Gets what a token is to allow when upstream asks for one without saying that; nothing in particular when <see langword="null"/>.</summary>
    /// <remarks>It is no part of the <see cref="Fingerprint"/>: clients that differ in it share connections.</remarks>
    public string? TokenScope { get; init; }

    /// <summary>Gets the PEM certificates that alone are trusted to sign the server's certificate; the system's when <see langword="null"/>.</summary>
    public string? CaCertificate { get; init; }

    /// <summary>Gets the PEM client certificate, optionally followed by its chain; presented to the origin of <see cref="BaseUrl"/> only.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Gets the PEM private key of <see cref="ClientCertificate"/>; may also stand in that text.</summary>
    public string? ClientKey { get; init; }

    /// <summary>Gets a value indicating whether the server's certificate is checked.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool TlsValidation { get; init; } = true;

    /// <summary>Gets the proxy every request goes through (http, https or socks5); none when <see langword="null"/>. The process's environment is not consulted.</summary>
    public Uri? ProxyUrl { get; init; }

    /// <summary>Gets the user name the proxy asks for.</summary>
    public string? ProxyUsername { get; init; }

    /// <summary>Gets the password the proxy asks for.</summary>
    public string? ProxyPassword { get; init; }

    /// <summary>Gets the headers sent with each request to the origin of <see cref="BaseUrl"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Gets how often a failed request is repeated.</summary>
    /// <value>The default, used when <see langword="null"/>, is 3.</value>
    public int? MaxRetries { get; init; }

    /// <summary>Gets the seconds one try may take, body included; 0 means no limit.</summary>
    /// <value>The default, used when <see langword="null"/>, is no limit.</value>
    public double? TotalTimeout { get; init; }

    /// <summary>Gets the seconds until a connection must be usable, TLS included; 0 means no limit.</summary>
    /// <value>The default, used when <see langword="null"/>, is 600.</value>
    public double? ConnectTimeout { get; init; }

    /// <summary>Gets the seconds until the name is resolved and a socket connected; 0 means no limit.</summary>
    /// <value>The default, used when <see langword="null"/>, is 600.</value>
    public double? SockConnectTimeout { get; init; }

    /// <summary>Gets the seconds without a byte from upstream after which a try fails; 0 means no limit.</summary>
    /// <value>The default, used when <see langword="null"/>, is 600.</value>
    public double? SockReadTimeout { get; init; }

    /// <summary>Gets how many responses one <see cref="UpstreamClient"/> may hold open at once.</summary>
    /// <value>The default, used when <see langword="null"/>, is 10.</value>
    public int? DownloadConcurrency { get; init; }

    /// <summary>Gets the requests per second to one host, counted over all clients of the process; <see langword="null"/> or 0 means no limit.</summary>
    public double? RateLimit { get; init; }

    /// <summary>
    /// Computes a hash over all settings, secrets included, that names their connection pool.
    /// </summary>
    /// <returns>64 lower-case hexadecimal digits, the same in every process for equal settings. It is derived from secrets: do not log it.</returns>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, BaseUrl.OriginalString);
        foreach (var text in (string?[])[Username, Password, CaCertificate, ClientCertificate, ClientKey, ProxyUrl?.OriginalString, ProxyUsername, ProxyPassword, TokenServer?.OriginalString,
            TokenLogin?.Token, TokenLogin?.ExchangeUrl?.OriginalString, TokenLogin?.Scheme, TokenLogin?.ClientId])
            Append(hash, text);
        foreach (var number in (double?[])[TlsValidation ? 1 : 0, MaxRetries, TotalTimeout, ConnectTimeout, SockConnectTimeout, SockReadTimeout, DownloadConcurrency, RateLimit])
            Append(hash, number?.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (name, value) in Headers)
        {
            Append(hash, name);
            Append(hash, value);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var proxy = ProxyUrl is null ? "" : $", proxy {SafeUrl.Of(ProxyUrl)}";
        var secrets = Username is null && Password is null && ClientKey is null && ProxyPassword is null && TokenLogin is null && Headers.Count == 0 ? "" : ", secrets redacted";
        return $"ConnectionSettings {{ {SafeUrl.Of(BaseUrl)}{proxy}{secrets} }}";
    }

    // Length-prefixed, so that no two different lists of fields give the same bytes; null differs from empty.
    private static void Append(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[4];
        var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
