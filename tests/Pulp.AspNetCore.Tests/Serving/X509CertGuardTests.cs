using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Distributions;
using Pulp.Distributions.Guards;
using Pulp.Testing.Certificates;
using Pulp.Testing.Samples;
using Pulp.Testing.Time;

namespace Pulp.AspNetCore.Tests.Serving;

/// <summary>The guard that looks at client certificates, which come in the header of a proxy.</summary>
internal sealed class X509CertGuardTests : ServingTest
{
    private const string Path = "/pulp/content/g/a.txt";
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualTimeProvider clock = new(Now);
    private TestAuthority root = null!;
    private Distribution distribution = null!;
    private X509CertGuard guard = null!;

    protected override TimeProvider Time => clock;

    [SetUp]
    public async Task Serve()
    {
        root = TestAuthority.CreateRoot();
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.txt", "a small file"u8.ToArray()));
        guard = await Host.CreateAsync(new X509CertGuard { Name = "x509", CaCertificate = root.Pem });
        distribution = await Host.ServeAsync("g", repository, guard.Id);
    }

    [TearDown]
    public void Dispose() => root.Dispose();

    [Test]
    public async Task Each_way_in_which_proxies_write_a_certificate_is_read()
    {
        using var client = root.Issue();
        var pem = client.ExportCertificatePem();

        foreach (var header in new[] { Uri.EscapeDataString(pem), Uri.EscapeDataString(pem + "\n"), Uri.EscapeDataString(pem.ReplaceLineEndings("\r\n")), pem.ReplaceLineEndings(" "), pem.ReplaceLineEndings(" ") + " ", pem.ReplaceLineEndings("") })
            Assert.That(await GetAsync(header), Is.EqualTo((200, "a small file")));
        Assert.That((await GetAsync(Uri.EscapeDataString(pem), "/pulp/content/g/")).Status, Is.EqualTo(200));
        Assert.That((await GetAsync(Uri.EscapeDataString(pem), "/page/g/x/")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task What_is_no_single_certificate_is_refused()
    {
        using var client = root.Issue();
        using var key = client.GetECDsaPrivateKey()!;
        var (pem, unreadable) = (client.ExportCertificatePem(), "must hold one certificate in PEM");

        Assert.That(await GetAsync(null), Is.EqualTo((403, "The request came without a client certificate.")));
        foreach (var header in new[]
        {
            "x", "%", "%zz", "(null)", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE----- -----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----",
            Convert.ToBase64String(client.RawData), Uri.EscapeDataString(pem[..^30]), Uri.EscapeDataString(pem + pem), Uri.EscapeDataString($"{pem}\n{root.Pem}"), Uri.EscapeDataString($"x {pem}"),
            Uri.EscapeDataString(key.ExportPkcs8PrivateKeyPem()), Uri.EscapeDataString($"{pem}\n{key.ExportPkcs8PrivateKeyPem()}"), new string('A', 20000), Uri.EscapeDataString(Uri.EscapeDataString(pem)),
        })
        {
            var answer = await GetAsync(header);
            Assert.That(answer.Status, Is.EqualTo(403), header);
            Assert.That(answer.Body, Does.Contain(unreadable), header);
        }
    }

    [Test]
    public async Task A_header_that_came_twice_or_is_longer_than_the_server_reads_is_refused()
    {
        using var client = root.Issue();
        var header = $"X-CLIENT-CERT: {Uri.EscapeDataString(client.ExportCertificatePem())}\r\n";

        Assert.That(await SendAsync(header), Is.EqualTo(200));
        Assert.That(await SendAsync(header + header), Is.EqualTo(403));
        Assert.That(await SendAsync(header + "x-client-cert: x\r\n"), Is.EqualTo(403));
        Assert.That(await SendAsync($"X-CLIENT-CERT: {new string('A', 60000)}\r\n"), Is.EqualTo(431));
    }

    [Test]
    public async Task Certificates_of_others_are_refused_by_what_is_wrong_with_them()
    {
        using var stranger = TestAuthority.CreateRoot();
        using var strange = stranger.Issue();
        using var old = root.Issue(until: Now.AddSeconds(-1));
        using var early = root.Issue(from: Now.AddSeconds(1));

        Assert.That((await ShowAsync(strange)).Body, Is.EqualTo("The client certificate was not issued by an authority that the content guard names."));
        Assert.That((await ShowAsync(old)).Body, Is.EqualTo("The client certificate has expired."));
        Assert.That((await ShowAsync(early)).Body, Is.EqualTo("The client certificate is not valid yet."));
        foreach (var certificate in new[] { strange, old, early })
            Assert.That((await ShowAsync(certificate)).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Nobody_is_let_in_beyond_the_end_of_a_certificate()
    {
        using var client = root.Issue(until: Now.AddMinutes(1));
        for (var i = 0; i < 3; i++)
            Assert.That((await ShowAsync(client)).Status, Is.EqualTo(200));

        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That(await ShowAsync(client), Is.EqualTo((403, "The client certificate has expired.")));
    }

    [Test]
    public async Task Other_authorities_count_from_the_moment_they_are_set()
    {
        using var next = TestAuthority.CreateRoot("Next");
        using var before = root.Issue();
        using var after = next.Issue();
        Assert.That(((await ShowAsync(before)).Status, (await ShowAsync(after)).Status), Is.EqualTo((200, 403)));

        guard = await Host.UpdateAsync(guard with { CaCertificate = $"{root.Pem}\n{next.Pem}" });
        Assert.That(((await ShowAsync(before)).Status, (await ShowAsync(after)).Status), Is.EqualTo((200, 200)));

        guard = await Host.UpdateAsync(guard with { CaCertificate = next.Pem });
        Assert.That(((await ShowAsync(before)).Status, (await ShowAsync(after)).Status), Is.EqualTo((403, 200)));
    }

    [Test]
    public async Task It_is_asked_within_a_composite()
    {
        using var other = TestAuthority.CreateRoot("Other");
        using var client = root.Issue();
        using var theirs = other.Issue();
        var refusing = await Host.CreateAsync(new SampleGuard { Name = "refusing", Refusal = "No." });
        var second = await Host.CreateAsync(new X509CertGuard { Name = "second", CaCertificate = other.Pem });
        var composite = await Host.CreateAsync(new CompositeContentGuard { Name = "composite", Guards = [refusing.Id, guard.Id, second.Id] });
        await Host.UpdateAsync(distribution with { ContentGuard = composite.Id });

        Assert.That((await ShowAsync(client)).Status, Is.EqualTo(200));
        Assert.That((await ShowAsync(theirs)).Status, Is.EqualTo(200));
        Assert.That((await GetAsync("x")).Status, Is.EqualTo(403));
        Assert.That((await GetAsync(null)).Body, Is.EqualTo("No. The request came without a client certificate."));
    }

    [TestCase("127.0.0.0/8", ExpectedResult = 200)]
    [TestCase("10.0.0.0/8", ExpectedResult = 403)]
    [TestCase("10.0.0.0/8,127.0.0.1/32", ExpectedResult = 200)]
    public async Task<int> The_header_is_believed_of_proxies_that_are_named(string proxies)
    {
        using var client = root.Issue();
        await using var host = await ServingHost.StartAsync(proxies: proxies.Split(','));
        var repository = await host.NewRepositoryAsync();
        await host.AddAsync(repository, ("a.txt", "a small file"u8.ToArray()));
        var x509 = await host.CreateAsync(new X509CertGuard { Name = "x509", CaCertificate = root.Pem });
        await host.ServeAsync("g", repository, x509.Id);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Add("X-CLIENT-CERT", Uri.EscapeDataString(client.ExportCertificatePem()));

        using var answer = await host.Client.SendAsync(request);

        return (int)answer.StatusCode;
    }

    private Task<(int Status, string Body)> ShowAsync(X509Certificate2 certificate) => GetAsync(Uri.EscapeDataString(certificate.ExportCertificatePem()));

    private async Task<(int Status, string Body)> GetAsync(string? header, string path = Path)
    {
        var (status, body, answer) = await GetAsync(path, header is null ? [] : [("X-CLIENT-CERT", header)]);
        answer.Dispose();
        return (status, status == 403 ? body[5..] : body);
    }

    private async Task<int> SendAsync(string headers)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Host.Url.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {Path} HTTP/1.1\r\nHost: {Host.Url.Authority}\r\nConnection: close\r\n{headers}\r\n"));
        var line = new byte[12];
        await stream.ReadExactlyAsync(line);
        return int.Parse(Encoding.ASCII.GetString(line)[9..], null);
    }
}
