using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pulp.Testing.Certificates;

/// <summary>
/// Represents a certificate authority that is made for a test and gone with it.
/// </summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset Beginning = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2099, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private TestAuthority(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>Gets the authority's certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Gets the authority's certificate in PEM.</summary>
    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>Makes a root: an authority that nobody issued.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">Since when it is valid; null for the year 2000.</param>
    /// <param name="until">Until when; null for the year 2099.</param>
    /// <returns>The authority.</returns>
    public static TestAuthority CreateRoot(string name = "Test authority", DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new TestAuthority(Describe(name, key, isAuthority: true).CreateSelfSigned(from ?? Beginning, until ?? End));
    }

    /// <summary>Issues another authority, which stands between this one and what it issues itself.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The authority.</returns>
    public TestAuthority CreateIntermediate(string name = "Test intermediate") => new(Issue(name, isAuthority: true, Beginning, End));

    /// <summary>Issues a certificate for a client or for a server on this machine.</summary>
    /// <param name="name">Whom it is for.</param>
    /// <param name="from">Since when it is valid; null for the year 2000.</param>
    /// <param name="until">Until when; null for the year 2099.</param>
    /// <returns>The certificate, with its key.</returns>
    public X509Certificate2 Issue(string name = "client", DateTimeOffset? from = null, DateTimeOffset? until = null) =>
        Issue(name, isAuthority: false, from ?? Beginning, until ?? End);

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    private static CertificateRequest Describe(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request;
    }

    // Signed with the key alone, since an authority may issue what outlives it.
    private X509Certificate2 Issue(string name, bool isAuthority, DateTimeOffset from, DateTimeOffset until)
    {
        using var own = Certificate.GetECDsaPrivateKey()!;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Describe(name, key, isAuthority);
        if (!isAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        using var certificate = request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(own), from, until, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
