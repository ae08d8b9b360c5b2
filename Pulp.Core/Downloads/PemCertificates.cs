using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pulp.Downloads;

/// <summary>
/// Reads the certificates of <see cref="ConnectionSettings"/>.
/// </summary>
internal static class PemCertificates
{
    /// <summary>Reads the authorities to trust.</summary>
    /// <exception cref="CryptographicException">The text holds no certificate, or a broken one.</exception>
    public static X509Certificate2Collection Authorities(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("The text holds no PEM certificate.");
    }

    /// <summary>Gets the client certificate with its key first, then its intermediate certificates.</summary>
    /// <exception cref="CryptographicException">There is no certificate, no key, or they do not belong together.</exception>
    public static X509Certificate2Collection Client(string certificatePem, string? keyPem)
    {
        var certificates = Authorities(certificatePem);
        certificates[0].Dispose();
        certificates[0] = X509Certificate2.CreateFromPem(certificatePem, keyPem ?? certificatePem);
        return certificates;
    }
}
