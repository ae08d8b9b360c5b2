using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pulp.Distributions;
using Pulp.Distributions.Guards;
using Pulp.Testing.Certificates;
using Pulp.Testing.Time;

namespace Pulp.Core.Tests.Distributions;

internal sealed class X509CertGuardEvaluatorTests
{
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly GuardAuthorities authorities = new();
    private TestAuthority root = null!;
    private X509CertGuard guard = null!;

    [SetUp]
    public void Make()
    {
        root = TestAuthority.CreateRoot();
        guard = new X509CertGuard { Name = "x509", CaCertificate = root.Pem };
    }

    [TearDown]
    public void Dispose() => root.Dispose();

    [Test]
    public async Task A_request_without_a_certificate_is_told_why_there_is_none()
    {
        Assert.That(await EvaluateAsync(null), Is.EqualTo("The request came without a client certificate."));
        Assert.That(await EvaluateAsync(new ClientCertificate(null, "Because.")), Is.EqualTo("Because."));
    }

    [Test]
    public async Task The_authorities_of_a_guard_are_read_once_and_those_of_a_changed_one_anew()
    {
        using var client = root.Issue();
        using var next = TestAuthority.CreateRoot("Next");
        var read = authorities.Of(guard);
        Assert.That(await EvaluateAsync(new ClientCertificate(client)), Is.Null);
        Assert.That(authorities.Of(guard), Is.SameAs(read));

        guard = guard with { CaCertificate = next.Pem };

        Assert.That(await EvaluateAsync(new ClientCertificate(client)), Does.StartWith("The client certificate was not issued"));
    }

    [Test]
    public async Task The_end_of_an_authority_ends_what_it_issued()
    {
        using var old = TestAuthority.CreateRoot("Old", until: Now.AddDays(-1));
        using var client = old.Issue();
        guard = guard with { CaCertificate = old.Pem };

        Assert.That(await EvaluateAsync(new ClientCertificate(client)), Is.EqualTo("The certificate of an authority that issued the client certificate is not valid now."));
    }

    [Test]
    public async Task Every_damaged_byte_is_refused_in_words()
    {
        using var client = root.Issue(from: Now.AddDays(-1), until: Now.AddDays(1));
        var reasons = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < client.RawData.Length; at++)
        {
            foreach (var value in new byte[] { 0, (byte)'9', (byte)'Z', 0xff })
            {
                var bytes = client.RawData.ToArray();
                if (bytes[at] == value)
                    continue;
                bytes[at] = value;
                X509Certificate2 damaged;
                try
                {
                    damaged = X509CertificateLoader.LoadCertificate(bytes);
                }
                catch (CryptographicException)
                {
                    continue;
                }

                using (damaged)
                {
                    var reason = await EvaluateAsync(new ClientCertificate(damaged));
                    Assert.That(reason, Is.Not.Null, $"Byte {at}: {value}");
                    reasons.Add(reason!);
                }
            }
        }

        Assert.That(reasons, Has.Count.InRange(1, 6));
    }

    private async Task<string?> EvaluateAsync(ClientCertificate? shown)
    {
        var request = new GuardedRequest("/a", "", null, _ => null);
        return await new X509CertGuardEvaluator(authorities, new ManualTimeProvider(Now)).EvaluateAsync(guard, shown is null ? request : request with { GetClientCertificate = () => shown }, default);
    }
}
