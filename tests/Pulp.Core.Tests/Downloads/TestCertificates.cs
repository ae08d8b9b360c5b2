using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pulp.Core.Tests.Downloads;

/// <summary>
/// A small certificate authority made for one test run.
/// </summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-10);
    private static readonly DateTimeOffset To = DateTimeOffset.UtcNow.AddDays(10);

    public X509Certificate2 Authority { get; } = MakeAuthority("CN=Test authority");

    public string AuthorityPem => Authority.ExportCertificatePem();

    public X509Certificate2 Server(string host = "localhost", bool expired = false) =>
        Issue($"CN={host}", request =>
        {
            var names = new SubjectAlternativeNameBuilder();
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
        }, expired ? From.AddDays(1) : To);

    public X509Certificate2 Client() => Issue("CN=c4n4ry-client", _ => { }, To);

    public static X509Certificate2 SelfSigned(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(From, To);
    }

    public void Dispose() => Authority.Dispose();

    public static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static X509Certificate2 MakeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        return request.CreateSelfSigned(From, To);
    }

    private X509Certificate2 Issue(string name, Action<CertificateRequest> extend, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        extend(request);
        using var certificate = request.Create(Authority, From, until, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
