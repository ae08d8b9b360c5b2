using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Signs attestations as a publisher does, with a certificate of an authority of its own.</summary>
internal sealed class Attestations : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 authority;
    private readonly X509Certificate2 certificate;

    public Attestations()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        authority = request.CreateSelfSigned(start, start.AddYears(10));
        certificate = new CertificateRequest("CN=publisher", key, HashAlgorithmName.SHA256).Create(authority, start.AddDays(1), start.AddDays(2), [1, 2, 3]);
    }

    public string AuthorityPem => authority.ExportCertificatePem();

    public string For(byte[] file, string filename = WheelBuilder.FileName, string? predicateType = null, byte[]? signed = null)
    {
        var statement = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["_type"] = "https://in-toto.io/Statement/v1",
            ["subject"] = new[] { new Dictionary<string, object> { ["name"] = filename, ["digest"] = new Dictionary<string, string> { ["sha256"] = IndexHost.Sha256Of(file) } } },
            ["predicateType"] = predicateType ?? "https://docs.pypi.org/attestations/publish/v1",
            ["predicate"] = null,
        });
        var toSign = signed ?? [.. Encoding.ASCII.GetBytes($"DSSEv1 28 application/vnd.in-toto+json {statement.Length} "), .. statement];
        return JsonSerializer.Serialize(new[]
        {
            new Dictionary<string, object>
            {
                ["version"] = 1,
                ["verification_material"] = new Dictionary<string, object> { ["certificate"] = Convert.ToBase64String(certificate.RawData), ["transparency_entries"] = new[] { new Dictionary<string, string>() } },
                ["envelope"] = new Dictionary<string, string>
                {
                    ["statement"] = Convert.ToBase64String(statement),
                    ["signature"] = Convert.ToBase64String(key.SignData(toSign, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
                },
            },
        });
    }

    public void Dispose()
    {
        key.Dispose();
        authority.Dispose();
        certificate.Dispose();
    }
}
