using Pulp.Downloads;

namespace Pulp.Remotes;

/// <summary>
/// Turns what a remote says of its connection into the settings of an upstream client.
/// </summary>
public static class RemoteConnection
{
    /// <summary>Gets the settings.</summary>
    /// <param name="remote">A remote whose fields were checked.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="UriFormatException">An address is malformed.</exception>
    public static ConnectionSettings SettingsOf(Remote remote) => new()
    {
        BaseUrl = new Uri(remote.Url),
        Username = remote.Username,
        Password = remote.Password,
        TokenLogin = remote.GetTokenLogin(),
        TokenServer = remote.GetTokenServer(),
        TokenScope = remote.GetTokenScope(),
        CaCertificate = remote.CaCert,
        ClientCertificate = remote.ClientCert,
        ClientKey = remote.ClientKey,
        TlsValidation = remote.TlsValidation,
        ProxyUrl = string.IsNullOrEmpty(remote.ProxyUrl) ? null : new Uri(remote.ProxyUrl),
        ProxyUsername = remote.ProxyUsername,
        ProxyPassword = remote.ProxyPassword,
        Headers = [.. (remote.Headers ?? []).SelectMany(header => header)],
        MaxRetries = remote.MaxRetries,
        TotalTimeout = remote.TotalTimeout,
        ConnectTimeout = remote.ConnectTimeout,
        SockConnectTimeout = remote.SockConnectTimeout,
        SockReadTimeout = remote.SockReadTimeout,
        DownloadConcurrency = remote.DownloadConcurrency,
        RateLimit = remote.RateLimit,
    };
}
