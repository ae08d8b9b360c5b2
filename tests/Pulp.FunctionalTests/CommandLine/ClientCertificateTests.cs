using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Pulp.FunctionalTests.Support;
using Pulp.Testing.Certificates;

namespace Pulp.FunctionalTests.CommandLine;

/// <summary>
/// The two set-ups of client certificates that docs/guards.md describes: a proxy that terminates TLS, and the server itself.
/// </summary>
[TestFixture]
[Category("RealClients")]
public sealed class ClientCertificateTests
{
    private static readonly string[] Mirror = ["mirror", "python", Stories.Upstream.Url, "--include", "apple", "--name", "fruit", "--serve"];
    private readonly int port = NginxProcess.FreePort();
    private TemporaryFolder folder = null!;
    private TestAuthority root = null!;

    private Uri Origin => new($"https://localhost:{port}/");

    [SetUp]
    public void Issue()
    {
        folder = new TemporaryFolder();
        root = TestAuthority.CreateRoot();
        File.WriteAllText(folder.Below("ca.pem"), root.Pem);
        using var server = root.Issue("localhost");
        Save(server, "server");
        using var client = root.Issue("client");
        Save(client, "client");
    }

    [TearDown]
    public void Dispose()
    {
        root.Dispose();
        folder.Dispose();
    }

    [Test]
    public async Task Behind_nginx_pip_installs_with_a_certificate_and_others_are_refused()
    {
        await using var pulp = await PulpProcess.StartAsync([.. Mirror, "--setting", "TrustedProxies=127.0.0.1"]);
        await GuardAsync(pulp);
        var nginx = new NginxProcess(folder, $$"""
            listen 127.0.0.1:{{port}} ssl;
            ssl_certificate {{folder.Below("server.pem")}};
            ssl_certificate_key {{folder.Below("server.key")}};
            ssl_verify_client optional_no_ca;
            location / {
              proxy_pass http://127.0.0.1:{{pulp.Url.Port}};
              proxy_set_header X-Forwarded-Host $http_host;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              proxy_set_header X-CLIENT-CERT $ssl_client_escaped_cert;
            }
            """);
        await nginx.StartAsync();
        try
        {
            await AssertGuardedAsync();
            await AssertPipInstallsAsync();
        }
        finally
        {
            await nginx.StopAsync();
        }
    }

    [Test]
    public async Task A_server_that_speaks_HTTPS_itself_asks_for_certificates()
    {
        await using var pulp = await PulpProcess.StartWithHttpsAsync(port, folder.Below("server.pem"), folder.Below("server.key"), [.. Mirror, "--setting", "TrustedProxies=192.0.2.1"]);
        await GuardAsync(pulp);

        await AssertGuardedAsync();
        using var client = root.Issue();
        Assert.That((await GetAsync("pulp/content/fruit/", null)).Body, Does.Contain("came without a client certificate"));
        Assert.That((await GetAsync("pulp/content/fruit/", null, claimed: client)).Body, Does.Contain("believed of trusted proxies only"));
        await AssertPipInstallsAsync();
    }

    private async Task GuardAsync(PulpProcess pulp)
    {
        var guard = await pulp.Api.CreateAsync("contentguards/certguard/x509/", new { name = "ours", ca_certificate = root.Pem });
        var distribution = (await pulp.Api.GetAsync("distributions/python/pypi/?name=fruit"))["results"]![0]!;
        await pulp.Api.RunAsync(HttpMethod.Patch, PulpApi.Href(distribution), new { content_guard = PulpApi.Href(guard) });
    }

    private async Task AssertGuardedAsync()
    {
        using var stranger = TestAuthority.CreateRoot();
        using var client = root.Issue();
        using var expired = root.Issue(until: DateTimeOffset.UtcNow.AddDays(-1));
        using var strange = stranger.Issue();
        foreach (var path in new[] { "pulp/content/fruit/", "pypi/fruit/simple/apple/" })
        {
            Assert.That(await StatusAsync(path, client), Is.EqualTo(HttpStatusCode.OK), path);
            Assert.That(await StatusAsync(path, null), Is.EqualTo(HttpStatusCode.Forbidden), path);
            Assert.That(await StatusAsync(path, strange), Is.EqualTo(HttpStatusCode.Forbidden), path);
            // nginx refuses by itself what has expired.
            Assert.That(await StatusAsync(path, expired), Is.AnyOf(HttpStatusCode.Forbidden, HttpStatusCode.BadRequest), path);
            Assert.That(await StatusAsync(path, null, claimed: client), Is.EqualTo(HttpStatusCode.Forbidden), path);
            Assert.That(await StatusAsync(path, strange, claimed: client), Is.EqualTo(HttpStatusCode.Forbidden), path);
        }
    }

    private async Task AssertPipInstallsAsync() => Assert.That(
        await Pip.InstalledVersionAsync($"{Origin}pypi/fruit/simple/", "apple", "--cert", folder.Below("ca.pem"), "--client-cert", folder.Below("client-with-key.pem")),
        Is.EqualTo("2.0"));

    private async Task<HttpStatusCode> StatusAsync(string path, X509Certificate2? certificate, X509Certificate2? claimed = null) => (await GetAsync(path, certificate, claimed)).Status;

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path, X509Certificate2? certificate, X509Certificate2? claimed = null)
    {
        using var handler = new SocketsHttpHandler();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root.Certificate);
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        if (certificate is not null)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Origin, path));
        if (claimed is not null)
            request.Headers.Add("X-CLIENT-CERT", Uri.EscapeDataString(claimed.ExportCertificatePem()));
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private void Save(X509Certificate2 certificate, string name)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        var (pem, secret) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(folder.Below(name + ".pem"), pem);
        File.WriteAllText(folder.Below(name + ".key"), secret);
        File.WriteAllText(folder.Below(name + "-with-key.pem"), $"{pem}\n{secret}\n");
    }
}
