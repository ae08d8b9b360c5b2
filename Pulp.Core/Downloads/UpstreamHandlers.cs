using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Http.Logging;
using Microsoft.Extensions.Options;

namespace Pulp.Downloads;

/// <summary>
/// Teaches the HTTP client factory how the handlers of upstreams are built.
/// </summary>
internal sealed class UpstreamHandlers(UpstreamConnections connections, EgressPolicy policy, IUpstreamNetwork network, DownloadOptions downloads, TimeProvider time)
    : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    public void Configure(HttpClientFactoryOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, HttpClientFactoryOptions options)
    {
        if (name is null || !name.StartsWith(UpstreamConnection.NamePrefix, StringComparison.Ordinal))
            return;
        options.HandlerLifetime = downloads.HandlerLifetime;
        options.SuppressHandlerScope = true;
        options.HttpClientActions.Add(client => client.Timeout = Timeout.InfiniteTimeSpan);
        options.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = Build(name));
    }

    private SocketsHttpHandler Build(string name)
    {
        var parts = name[UpstreamConnection.NamePrefix.Length..].Split(':');
        var connection = connections.Find(parts[0]) ?? throw new InvalidOperationException("The connection is not known.");
        var role = Enum.Parse<UpstreamRole>(parts[1]);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = connection.IsProxied,
            PreAuthenticate = false,
            ConnectTimeout = connection.Timeouts.Connect,
            PooledConnectionLifetime = downloads.HandlerLifetime,
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            ConnectCallback = new EgressConnector(connection, role, policy, network, time).ConnectAsync,
            SslOptions = TlsOptions(connection.Settings, role),
        };
        if (connection.Settings is { ProxyUrl: { } url } settings)
            handler.Proxy = new WebProxy(url) { Credentials = ProxyCredentials(url, settings) };
        return handler;
    }

    private static CredentialCache? ProxyCredentials(Uri url, ConnectionSettings settings)
    {
        if (settings.ProxyUsername is null)
            return null;
        // Named schemes only: a bare credential would also answer NTLM and Negotiate challenges.
        var credential = new NetworkCredential(settings.ProxyUsername, settings.ProxyPassword);
        var key = new Uri(url.GetLeftPart(UriPartial.Authority));
        return new CredentialCache { { key, "Basic", credential }, { key, "Digest", credential } };
    }

    [SuppressMessage("Security", "CA5359", Justification = "The administrator turned validation off for this remote.")]
    private static SslClientAuthenticationOptions TlsOptions(ConnectionSettings settings, UpstreamRole role)
    {
        var tls = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (!settings.TlsValidation)
        {
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }
        else if (settings.CaCertificate is not null)
        {
            var authorities = PemCertificates.Authorities(settings.CaCertificate);
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
            tls.CertificateChainPolicy.ExtraStore.AddRange(authorities);
        }

        if (role == UpstreamRole.Base && settings.ClientCertificate is not null)
        {
            var chain = PemCertificates.Client(settings.ClientCertificate, settings.ClientKey);
            var leaf = chain[0];
            chain.RemoveAt(0);
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }

        return tls;
    }
}

/// <summary>
/// Keeps the factory's own log lines, four per request, out of the upstreams' handlers: retries and failures are logged by <see cref="UpstreamClient"/>.
/// </summary>
internal sealed class UpstreamHandlerLogging : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (builder.Name?.StartsWith(UpstreamConnection.NamePrefix, StringComparison.Ordinal) != true)
            return;
        foreach (var handler in builder.AdditionalHandlers.Where(handler => handler is LoggingHttpMessageHandler or LoggingScopeHttpMessageHandler).ToList())
            builder.AdditionalHandlers.Remove(handler);
    };
}
