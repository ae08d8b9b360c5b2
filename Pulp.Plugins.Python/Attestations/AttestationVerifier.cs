using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Pulp.Certificates;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Attestations;

/// <summary>
/// Checks attestations that come with an upload (PEP 740): what they are about, their signature, and who signed the certificate where that is configured.
/// </summary>
/// <remarks>The entries of transparency logs are kept and not looked up: that would need the logs' keys and, at each upload, the outside.</remarks>
internal sealed class AttestationVerifier
{
    private const int Maximum = 16;
    private readonly CertificateAuthorities? authorities;

    public AttestationVerifier(IOptions<PythonOptions> options) => authorities = AuthoritiesOf(options.Value);

    /// <summary>Reads the authorities that must have signed certificates; null when it may be anybody.</summary>
    /// <exception cref="FormatException">One of the texts is none.</exception>
    public static CertificateAuthorities? AuthoritiesOf(PythonOptions options) => options.AttestationTrustRoots.Count > 0 ? CertificateAuthorities.Read(options.AttestationTrustRoots) : null;

    /// <summary>Checks a list of attestations.</summary>
    /// <param name="attestations">The list.</param>
    /// <param name="filename">The file's name.</param>
    /// <param name="sha256">The file's SHA-256 in hexadecimal.</param>
    /// <exception cref="ContentRefusedException">The list or one of them is not accepted.</exception>
    public void Verify(JsonElement attestations, string filename, string sha256)
    {
        if (attestations.ValueKind != JsonValueKind.Array || attestations.GetArrayLength() is 0 or > Maximum)
            throw Invalid($"a JSON list of 1 to {Maximum} attestations is expected");
        try
        {
            foreach (var json in attestations.EnumerateArray())
                Verify(Attestation.Read(json, filename, sha256));
        }
        catch (FormatException malformed)
        {
            throw Invalid(malformed.Message, malformed);
        }
        catch (CryptographicException broken)
        {
            throw Invalid("the certificate or signature is malformed", broken);
        }
    }

    private static ContentRefusedException Invalid(string rule, Exception? cause = null) => new("attestations", $"Invalid attestations: {rule}.", cause);

    private void Verify(Attestation attestation)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(attestation.Certificate);
        using var key = certificate.GetECDsaPublicKey();
        if (key?.VerifyData(attestation.SignedBytes, attestation.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) != true)
            throw new FormatException("the signature does not fit the statement and the certificate");
        // Such certificates live for minutes; what counts is that the signature was made in that time.
        if (authorities is not null && authorities.Check(certificate, new DateTimeOffset(certificate.NotBefore)) != X509ChainStatusFlags.NoError)
            throw new FormatException("the certificate was not signed by a trusted authority");
    }
}
