using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pulp.Certificates;

/// <summary>
/// Holds certificate authorities and tells whether one of them stands behind a certificate.
/// </summary>
/// <remarks>
/// A chain must end with a self-signed certificate that is among them; the others may stand between. The certificates of the machine are not consulted, nothing is
/// fetched, and lists of revoked certificates are not asked for. Safe to use concurrently.
/// </remarks>
public sealed class CertificateAuthorities
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private readonly X509Certificate2Collection roots = [];
    private readonly X509Certificate2Collection intermediates = [];

    private CertificateAuthorities()
    {
    }

    /// <summary>Reads authorities.</summary>
    /// <param name="texts">Certificates in PEM, one or more in each text, in any order. What stands between them is ignored.</param>
    /// <returns>The authorities, at least one of them self-signed.</returns>
    /// <exception cref="FormatException">
    /// A text holds no certificate, a broken one or a private key, or none of all is self-signed. The message is a sentence for the user that repeats nothing of the texts.
    /// </exception>
    public static CertificateAuthorities Read(params IEnumerable<string> texts)
    {
        var authorities = new CertificateAuthorities();
        foreach (var certificate in texts.SelectMany(Certificates))
            (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? authorities.roots : authorities.intermediates).Add(certificate);
        return authorities.roots.Count > 0
            ? authorities
            : throw new FormatException("There is no root certificate in it, that is a self-signed one, with which each chain must end: add that of the authority that issued these.");
    }

    /// <summary>Looks for a chain from a certificate to one of the authorities.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="time">When each certificate of the chain must be valid.</param>
    /// <returns>What is wrong, or <see cref="X509ChainStatusFlags.NoError"/> when an authority stands behind the certificate.</returns>
    public X509ChainStatusFlags Check(X509Certificate2 certificate, DateTimeOffset time)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(roots);
        policy.ExtraStore.AddRange(intermediates);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = time.UtcDateTime;
        try
        {
            if (chain.Build(certificate))
                return X509ChainStatusFlags.NoError;
            var wrong = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (flags, status) => flags | status.Status);
            return wrong == X509ChainStatusFlags.NoError ? X509ChainStatusFlags.PartialChain : wrong;
        }
        catch (CryptographicException)
        {
            // A certificate that could be read can still hold parts that cannot.
            return X509ChainStatusFlags.InvalidExtension;
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    private static X509Certificate2Collection Certificates(string text)
    {
        if (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new FormatException("There is a private key in it, which must not leave its owner: give the certificates only, and replace a key that was sent by a new one.");
        var announced = text.AsSpan().Count(Begin);
        if (announced == 0)
            throw new FormatException($"There is no certificate in it: one or more certificates in PEM are expected, each beginning with {Begin}.");
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException broken)
        {
            throw Broken(announced, broken);
        }

        return certificates.Count == announced ? certificates : throw Broken(announced, cause: null);
    }

    private static FormatException Broken(int announced, Exception? cause) => new(
        announced == 1 ? "The certificate in it is broken or cut off: give the whole file." : $"One of the {announced} certificates in it is broken or cut off: give the whole file.", cause);
}
