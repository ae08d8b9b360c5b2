using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pulp.Plugins.Python.Attestations;

/// <summary>
/// Holds the authorities with which the chain of an attestation's certificate must end, and those that may stand between.
/// </summary>
internal sealed class TrustedAuthorities
{
    private TrustedAuthorities()
    {
    }

    public X509Certificate2Collection Roots { get; } = [];

    public X509Certificate2Collection Intermediates { get; } = [];

    /// <summary>Reads authorities in PEM.</summary>
    /// <param name="texts">The texts, each with one certificate or several.</param>
    /// <exception cref="FormatException">A text holds no certificate, or none of them can end a chain.</exception>
    public static TrustedAuthorities Read(IEnumerable<string> texts)
    {
        var authorities = new TrustedAuthorities();
        foreach (var text in texts)
        {
            foreach (var certificate in Certificates(text))
                (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? authorities.Roots : authorities.Intermediates).Add(certificate);
        }

        return authorities.Roots.Count > 0 || authorities.Intermediates.Count == 0
            ? authorities
            : throw new FormatException("no self-signed authority is among them, with which each chain must end");
    }

    // What holds nothing must not pass for "nobody in particular is trusted".
    private static X509Certificate2Collection Certificates(string text)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException broken)
        {
            throw new FormatException($"'{Start(text)}' holds a broken certificate", broken);
        }

        return certificates.Count > 0 ? certificates : throw new FormatException($"'{Start(text)}' is no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----");
    }

    private static string Start(string text) => text.ReplaceLineEndings(" ") is { Length: > 40 } line ? line[..40] + "…" : text;
}
