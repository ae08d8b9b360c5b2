using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Pulp.Testing.Upstream;

/// <summary>
/// Configures a <see cref="FakeUpstream"/>.
/// </summary>
public sealed record FakeUpstreamOptions
{
    /// <summary>Gets the server certificate with its key; with one, the upstream speaks TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Gets a value indicating whether a client certificate is asked for; any is accepted.</summary>
    public bool AskForClientCertificate { get; init; }

    /// <summary>Gets a value indicating whether HTTP/2 is offered over TLS.</summary>
    public bool OfferHttp2 { get; init; }

    /// <summary>Gets the TLS versions offered; the system's choice by default.</summary>
    public SslProtocols TlsVersions { get; init; } = SslProtocols.None;
}
