using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pulp.Certificates;
using Pulp.Testing.Certificates;

namespace Pulp.Core.Tests.Certificates;

internal sealed class CertificateAuthoritiesTests
{
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private TestAuthority root = null!;
    private TestAuthority intermediate = null!;

    [SetUp]
    public void Make()
    {
        root = TestAuthority.CreateRoot();
        intermediate = root.CreateIntermediate();
    }

    [TearDown]
    public void Dispose()
    {
        intermediate.Dispose();
        root.Dispose();
    }

    [Test]
    public void What_the_root_issued_is_trusted()
    {
        using var client = root.Issue();

        Assert.That(Check(root.Pem, client), Is.EqualTo(X509ChainStatusFlags.NoError));
        Assert.That(Check($"The authority of this house\n\n{root.Pem}\nEnd.", client), Is.EqualTo(X509ChainStatusFlags.NoError));
        Assert.That(Check(root.Pem.ReplaceLineEndings("\r\n"), client), Is.EqualTo(X509ChainStatusFlags.NoError));
    }

    [Test]
    public void An_authority_between_is_taken_from_the_bundle_in_any_order()
    {
        using var client = intermediate.Issue();

        Assert.That(Check($"{root.Pem}\n{intermediate.Pem}", client), Is.EqualTo(X509ChainStatusFlags.NoError));
        Assert.That(Check($"{intermediate.Pem}\n{root.Pem}", client), Is.EqualTo(X509ChainStatusFlags.NoError));
        Assert.That(Check(root.Pem, client), Is.EqualTo(X509ChainStatusFlags.PartialChain));
    }

    [Test]
    public void Each_of_several_roots_is_trusted()
    {
        using var other = TestAuthority.CreateRoot("Other");
        using var client = root.Issue();
        using var theirs = other.Issue();

        foreach (var certificate in new[] { client, theirs })
            Assert.That(Check($"{root.Pem}\n{other.Pem}", certificate), Is.EqualTo(X509ChainStatusFlags.NoError));
        Assert.That(Check(root.Pem, theirs), Is.Not.EqualTo(X509ChainStatusFlags.NoError));
    }

    [Test]
    public void Each_of_several_texts_must_hold_certificates_and_one_of_all_a_root()
    {
        using var client = intermediate.Issue();

        Assert.That(CertificateAuthorities.Read(intermediate.Pem, root.Pem).Check(client, Now), Is.EqualTo(X509ChainStatusFlags.NoError));
        Assert.Throws<FormatException>(() => CertificateAuthorities.Read(root.Pem, "/etc/ca.pem"));
        Assert.Throws<FormatException>(() => CertificateAuthorities.Read());
    }

    [Test]
    public void A_root_of_the_same_name_with_another_key_is_not_trusted()
    {
        using var impostor = TestAuthority.CreateRoot();
        using var client = impostor.Issue();

        Assert.That(Check(root.Pem, client), Is.Not.EqualTo(X509ChainStatusFlags.NoError));
    }

    [Test]
    public void A_client_issues_nothing()
    {
        using var client = root.Issue("issuer");
        using var key = client.GetECDsaPrivateKey()!;
        var request = new CertificateRequest("CN=issued", key, HashAlgorithmName.SHA256);
        using var issued = request.Create(client.SubjectName, X509SignatureGenerator.CreateForECDsa(key), Now.AddDays(-1), Now.AddDays(1), [1, 2, 3]);

        Assert.That(Check($"{root.Pem}\n{client.ExportCertificatePem()}", issued), Is.Not.EqualTo(X509ChainStatusFlags.NoError));
    }

    [TestCase(-1, ExpectedResult = X509ChainStatusFlags.NotTimeValid)]
    [TestCase(0, ExpectedResult = X509ChainStatusFlags.NoError)]
    [TestCase(3599, ExpectedResult = X509ChainStatusFlags.NoError)]
    [TestCase(3600, ExpectedResult = X509ChainStatusFlags.NotTimeValid)]
    public X509ChainStatusFlags A_certificate_counts_from_its_beginning_to_its_end(int secondsAfterItsBeginning)
    {
        using var client = root.Issue(from: Now, until: Now.AddHours(1));

        return CertificateAuthorities.Read(root.Pem).Check(client, Now.AddSeconds(secondsAfterItsBeginning));
    }

    [Test]
    public void What_an_authority_issued_does_not_outlive_it()
    {
        using var old = TestAuthority.CreateRoot("Old", until: Now.AddDays(-1));
        using var client = old.Issue();

        Assert.That(Check(old.Pem, client), Is.EqualTo(X509ChainStatusFlags.NotTimeValid));
    }

    [Test]
    public void A_certificate_that_nobody_else_issued_is_trusted_when_it_is_named_itself()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = new CertificateRequest("CN=alone", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));

        Assert.That(Check(client.ExportCertificatePem(), client), Is.EqualTo(X509ChainStatusFlags.NoError));
        Assert.That(Check(root.Pem, client), Is.EqualTo(X509ChainStatusFlags.UntrustedRoot));
    }

    [Test]
    public void An_authority_of_the_first_version_of_certificates_is_one()
    {
        // As openssl makes them without a file of extensions: neither says what it may be used for, and they are signed with SHA-1.
        const string Authority =
            "MIIBGjCBwgIUcuUzOHyo0oR5zwGleBV5IVu39ocwCQYHKoZIzj0EATAQMQ4wDAYDVQQDDAVmaXJzdDAgFw0yNjExMjgyMDQ4NTlaGA8yMDk5MDYxODIwNDg1" +
            "OVowEDEOMAwGA1UEAwwFZmlyc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASkcAbgR5UG0dfih8R3uk63gAHvelt2ekgy53LjWVmQeYzUF2qhZE6MGvRJ" +
            "W6IYFyBWZjQrlTqgSa7YyTpErXkXMAkGByqGSM49BAEDSAAwRQIgEGcV/iddRKQ3UkSd6O1c0otm1FmOula5S/3qz4eTTs8CIQD7qHfck8C1QpnQE0UAC6+d" +
            "6XIe2nIxx9r9bSFTw1olBw==";
        const string Client =
            "MIIBCDCBsAIBAjAJBgcqhkjOPQQBMBAxDjAMBgNVBAMMBWZpcnN0MCAXDTI2MTEyODIwNDg1OVoYDzIwOTkwNjE4MjA0ODU5WjARMQ8wDQYDVQQDDAZjbGll" +
            "bnQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASkcAbgR5UG0dfih8R3uk63gAHvelt2ekgy53LjWVmQeYzUF2qhZE6MGvRJW6IYFyBWZjQrlTqgSa7YyTpE" +
            "rXkXMAkGByqGSM49BAEDSAAwRQIhAJH8bjWyFJpm9GIf7qjfxksDucpsG++q0LHHsKcnph2jAiB2BC0wMpaL4nSgyuUYbt3F47XRinLnfIxCkXAiVm2Hsg==";
        using var client = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(Client));

        Assert.That(client.Version, Is.EqualTo(1));
        Assert.That(Check($"-----BEGIN CERTIFICATE-----\n{Authority}\n-----END CERTIFICATE-----", client), Is.EqualTo(X509ChainStatusFlags.NoError));
    }

    [Test]
    public void Damaged_certificates_are_wrong_and_no_failure()
    {
        using var client = root.Issue();
        var authorities = CertificateAuthorities.Read(root.Pem);
        var random = new Random(7);
        var read = 0;
        for (var i = 0; i < 500; i++)
        {
            var bytes = client.RawData.ToArray();
            var at = random.Next(bytes.Length);
            bytes[at] ^= (byte)random.Next(1, 256);
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
                Assert.That(authorities.Check(damaged, Now), Is.Not.EqualTo(X509ChainStatusFlags.NoError), $"Byte {at}");
            read++;
        }

        Assert.That(read, Is.GreaterThan(50));
    }

    [Test]
    public void What_cannot_be_used_is_refused_in_words_that_repeat_nothing_of_it()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = root.Issue();
        var body = root.Pem.Split('\n')[1];
        var cases = new (string Text, string Word)[]
        {
            ("c4n4ry", "no certificate"),
            ("", "no certificate"),
            (root.Certificate.PublicKey.ExportSubjectPublicKeyInfo().Length + "-----BEGIN PUBLIC KEY-----", "no certificate"),
            (root.Pem[..^40], "broken or cut off"),
            ($"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----", "broken or cut off"),
            ("-----BEGIN CERTIFICATE-----\nc4n4ry!\n-----END CERTIFICATE-----", "broken or cut off"),
            ($"{root.Pem}\n{intermediate.Pem[..^40]}", "One of the 2 certificates"),
            ($"{root.Pem}\n{key.ExportPkcs8PrivateKeyPem()}", "private key"),
            ($"{key.ExportECPrivateKeyPem()}\n{root.Pem}", "private key"),
            (key.ExportEncryptedPkcs8PrivateKeyPem("c4n4ry", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)), "private key"),
            (intermediate.Pem, "no root certificate"),
            (client.ExportCertificatePem(), "no root certificate"),
        };
        foreach (var (text, word) in cases)
        {
            var message = Assert.Throws<FormatException>(() => CertificateAuthorities.Read(text))!.Message;
            Assert.That(message, Does.Contain(word).And.Not.Contain("c4n4ry").And.Not.Contain(body).And.EndWith("."));
        }
    }

    [Test]
    public async Task Many_may_ask_at_once()
    {
        using var client = intermediate.Issue();
        using var stranger = TestAuthority.CreateRoot("Stranger");
        using var strange = stranger.Issue();
        var authorities = CertificateAuthorities.Read($"{root.Pem}\n{intermediate.Pem}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(number =>
            Task.Run(() => authorities.Check(number % 2 == 0 ? client : strange, Now) == X509ChainStatusFlags.NoError == (number % 2 == 0))));

        Assert.That(answers, Has.All.True);
    }

    private static X509ChainStatusFlags Check(string authorities, X509Certificate2 certificate) => CertificateAuthorities.Read(authorities).Check(certificate, Now);
}
