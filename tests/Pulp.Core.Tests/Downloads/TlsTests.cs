using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Pulp.Downloads;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

internal sealed class TlsTests
{
    private readonly TestCertificates certificates = new();
    private DownloadKit kit = null!;

    [SetUp]
    public void Start() => (kit = new DownloadKit()).Network.Name("localhost", "127.0.0.1");

    [TearDown]
    public async Task StopAsync() => await kit.DisposeAsync();

    [OneTimeTearDown]
    public void DropCertificates() => certificates.Dispose();

    [Test]
    public async Task A_server_of_the_remotes_own_authority_is_trusted()
    {
        await using var upstream = await StartAsync(certificates.Server());
        using var client = kit.ClientTo(HttpsUrl(upstream, "/"), settings => settings with { CaCertificate = certificates.AuthorityPem });

        await using var response = await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = HttpsUrl(upstream, "/x") }));

        Assert.That(response.IsSuccess);
    }

    // M3.
    [TestCase("unknown authority")]
    [TestCase("self-signed")]
    [TestCase("expired")]
    [TestCase("another host")]
    [TestCase("another authority")]
    public async Task A_server_that_is_not_trusted_is_refused_without_another_try_and_without_credentials(string flaw)
    {
        using var others = new TestCertificates();
        await using var upstream = await StartAsync(flaw switch
        {
            "self-signed" => TestCertificates.SelfSigned("localhost"),
            "expired" => certificates.Server(expired: true),
            "another host" => certificates.Server("elsewhere.example"),
            "another authority" => others.Server(),
            _ => certificates.Server(),
        });
        using var client = kit.ClientTo(HttpsUrl(upstream, "/"), settings => Canary.WithSecrets(settings) with { CaCertificate = flaw == "unknown authority" ? null : certificates.AuthorityPem });

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = HttpsUrl(upstream, "/x") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Tls));
        Assert.That(failure.IsTransient, Is.False);
        Assert.That(upstream.Requests, Is.Empty);
        Assert.That(kit.Network.Dialed, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Validation_can_be_turned_off_for_one_remote()
    {
        await using var upstream = await StartAsync(TestCertificates.SelfSigned("elsewhere.example"));
        using var trusting = kit.ClientTo(HttpsUrl(upstream, "/"), settings => settings with { TlsValidation = false });
        using var strict = kit.ClientTo(HttpsUrl(upstream, "/"));

        await (await kit.RunAsync(trusting.SendAsync(new UpstreamRequest { Uri = HttpsUrl(upstream, "/x") }))).DisposeAsync();
        var failure = await kit.FailureOfAsync(strict.SendAsync(new UpstreamRequest { Uri = HttpsUrl(upstream, "/x") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Tls));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_client_certificate_is_shown_to_the_remotes_origin_and_to_no_other(bool keyInSameText)
    {
        using var identity = certificates.Client();
        await using var upstream = await StartAsync(certificates.Server(), askForClientCertificate: true);
        await using var other = await StartAsync(certificates.Server(), askForClientCertificate: true);
        upstream.Map("/away", FakeAnswer.Redirect(HttpsUrl(other, "/x").AbsoluteUri));
        var (pem, key) = (identity.ExportCertificatePem(), TestCertificates.KeyPem(identity));
        using var client = kit.ClientTo(HttpsUrl(upstream, "/"), settings => settings with
        {
            CaCertificate = certificates.AuthorityPem,
            ClientCertificate = keyInSameText ? pem + "\n" + key : pem,
            ClientKey = keyInSameText ? null : key,
        });

        await (await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = HttpsUrl(upstream, "/away") }))).DisposeAsync();
        await (await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = HttpsUrl(other, "/x"), LinkFromData = true }))).DisposeAsync();
        await (await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = HttpsUrl(other, "/x") }))).DisposeAsync();

        Assert.That(upstream.Requests.Single().ClientCertificate, Is.EqualTo("CN=c4n4ry-client"));
        Assert.That(other.Requests.Select(request => request.ClientCertificate), Is.EqualTo(new string?[] { null, null, null }));
    }

    [Test]
    public async Task A_redirect_from_https_to_http_is_refused()
    {
        await using var upstream = await StartAsync(certificates.Server());
        await using var plain = await FakeUpstream.StartAsync();
        plain.Map("/x", FakeAnswer.Ok("x"));
        upstream.Map("/away", FakeAnswer.Redirect(plain.UrlOf("/x").AbsoluteUri));
        using var client = kit.ClientTo(HttpsUrl(upstream, "/"), settings => settings with { CaCertificate = certificates.AuthorityPem });

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = HttpsUrl(upstream, "/away") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.InsecureRedirect));
        Assert.That(plain.Requests, Is.Empty);
    }

    [Test]
    public async Task A_redirect_from_http_to_https_is_followed_without_credentials()
    {
        await using var upstream = await StartAsync(certificates.Server());
        await using var plain = await FakeUpstream.StartAsync();
        plain.Map("/x", FakeAnswer.Redirect(HttpsUrl(upstream, "/x").AbsoluteUri));
        using var client = kit.ClientTo(plain.Url, settings => Canary.WithSecrets(settings) with { CaCertificate = certificates.AuthorityPem });

        await (await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = plain.UrlOf("/x") }))).DisposeAsync();

        Assert.That(Canary.IsIn(upstream.Requests.Single().Everything()), Is.False);
    }

    [Test]
    public async Task A_server_with_nothing_but_old_tls_is_refused()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        kit.Network.Dial = (_, _) => Task.FromResult(OldTlsServer());
        using var client = kit.ClientTo(HttpsUrl(upstream, "/"), settings => settings with { TlsValidation = false });

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = HttpsUrl(upstream, "/x") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Tls));
    }

    [Test]
    public async Task A_handshake_that_breaks_off_is_tried_again()
    {
        await using var upstream = await StartAsync(certificates.Server());
        var dials = 0;
        var real = new SocketNetwork();
        kit.Network.Dial = async (endpoint, token) => ++dials == 1 ? new MemoryStream() : await real.ConnectAsync(endpoint, token);
        using var client = kit.ClientTo(HttpsUrl(upstream, "/"), settings => settings with { CaCertificate = certificates.AuthorityPem });

        await using var response = await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = HttpsUrl(upstream, "/x") }));

        Assert.That(response.IsSuccess);
        Assert.That(dials, Is.EqualTo(2));
    }

    [TestCase(true, "HTTP/2")]
    [TestCase(false, "HTTP/1.1")]
    public async Task Http2_is_negotiated_where_enabled(bool enabled, string protocol)
    {
        await using var changed = new DownloadKit(options => options.EnableHttp2 = enabled);
        changed.Network.Name("localhost", "127.0.0.1");
        await using var upstream = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = certificates.Server(), OfferHttp2 = true });
        upstream.Map("/x", FakeAnswer.Ok(new byte[300_000]));
        using var client = changed.ClientTo(HttpsUrl(upstream, "/"), settings => settings with { CaCertificate = certificates.AuthorityPem });

        var size = await changed.RunAsync(client.DownloadAsync(new DownloadRequest { Uri = HttpsUrl(upstream, "/x"), ExpectedSize = 300_000 }, _ => ValueTask.FromResult(Stream.Null)));

        Assert.That(size, Is.EqualTo(300_000));
        Assert.That(upstream.Requests.Single().Protocol, Is.EqualTo(protocol));
    }

    private static async Task<FakeUpstream> StartAsync(X509Certificate2 certificate, bool askForClientCertificate = false)
    {
        var upstream = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = certificate, AskForClientCertificate = askForClientCertificate });
        return upstream.Map("/x", FakeAnswer.Ok("x"));
    }

    // Answers the client's greeting as a server does that knows TLS 1.0 only: a ServerHello of version 3.1.
    private static Stream OldTlsServer()
    {
        byte[] hello = [2, 0, 0, 38, 3, 1, .. new byte[32], 0, 0xC0, 0x13, 0];
        return new ScriptedStream([0x16, 3, 1, 0, (byte)hello.Length, .. hello]);
    }

    private static Uri HttpsUrl(FakeUpstream upstream, string path) => new($"https://localhost:{upstream.Port}{path}");

    private sealed class ScriptedStream(byte[] answer) : MemoryStream(answer, writable: true)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }
    }
}
