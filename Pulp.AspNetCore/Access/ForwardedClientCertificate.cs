using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Pulp.Distributions;

namespace Pulp.AspNetCore.Access;

/// <summary>
/// Is the client certificate of a request that came through a reverse proxy: read from a header, once, when somebody asks for it.
/// </summary>
internal sealed class ForwardedClientCertificate
{
    /// <summary>The header, as Pulp names it.</summary>
    public const string HeaderName = "X-CLIENT-CERT";

    private static readonly ClientCertificate Unreadable =
        new(null, $"The header {HeaderName} must hold one certificate in PEM, URL-encoded or in one line, and nothing else.");

    private static readonly ClientCertificate NotPassedOn = new(null, $"The proxy passed no client certificate on in the header {HeaderName}.");
    private static readonly ClientCertificate NotBelieved = new(null, $"The header {HeaderName} is believed of trusted proxies only, and the request did not come from one.");
    private readonly HttpContext context;
    private readonly bool isBelieved;
    private ClientCertificate? read;

    public ForwardedClientCertificate(HttpContext context, bool isBelieved)
    {
        this.context = context;
        this.isBelieved = isBelieved;
    }

    /// <summary>Gets the certificate of a request, by whatever way it came.</summary>
    public static ClientCertificate Of(HttpContext context) =>
        context.Features.Get<ForwardedClientCertificate>() is { } forwarded ? forwarded.read ??= forwarded.Read() : OfConnection(context);

    private static ClientCertificate OfConnection(HttpContext context) => new(context.Connection.ClientCertificate);

    private ClientCertificate Read()
    {
        var header = context.Request.Headers[HeaderName];
        // The connection of a proxy that is believed carries the proxy's own certificate, if any: it says nothing of the client.
        if (!isBelieved)
            return context.Connection.ClientCertificate is null && header.Count > 0 ? NotBelieved : OfConnection(context);
        if (StringValues.IsNullOrEmpty(header))
            return NotPassedOn;
        if (header.Count > 1 || Parse(Uri.UnescapeDataString(header.ToString())) is not { } certificate)
            return Unreadable;
        context.Response.RegisterForDispose(certificate);
        return new ClientCertificate(certificate);
    }

    private static X509Certificate2? Parse(string text)
    {
        // Where lines ended there may be spaces: Apache writes a certificate in one line like this.
        if (!PemEncoding.TryFind(text, out var pem) || text[pem.Label] != "CERTIFICATE" || text.AsSpan().Trim().Length != text[pem.Location].Length)
            return null;
        try
        {
            return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text[pem.Base64Data]));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
