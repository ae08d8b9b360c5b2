using System.IO.Abstractions;
using Pulp.Downloads;

namespace Pulp.Core.Tests.Downloads;

internal sealed class ConnectionSettingsTests
{
    private static readonly ConnectionSettings Good = new() { BaseUrl = new Uri("https://example.org/") };

    private static IEnumerable<TestCaseData> Mistakes()
    {
        using var certificates = new TestCertificates();
        using var client = certificates.Client();
        using var another = certificates.Client();
        var (pem, key, otherKey) = (client.ExportCertificatePem(), TestCertificates.KeyPem(client), TestCertificates.KeyPem(another));
        (string Field, ConnectionSettings Settings)[] cases =
        [
            // M1, M2.
            ("url", Url("https://user:password@example.org/")), ("url", Url("https://user@example.org/")), ("url", Url("file:///etc/passwd")), ("url", Url("gopher://example.org/")),
            ("url", Url("unix:/run/docker.sock")), ("url", Url("ftp://example.org/")), ("url", new ConnectionSettings { BaseUrl = new Uri("relative/path", UriKind.Relative) }),
            // M7.
            ("total_timeout", Good with { TotalTimeout = -1 }), ("connect_timeout", Good with { ConnectTimeout = double.NaN }), ("sock_connect_timeout", Good with { SockConnectTimeout = double.NegativeInfinity }),
            ("sock_read_timeout", Good with { SockReadTimeout = double.PositiveInfinity }), ("rate_limit", Good with { RateLimit = -0.1 }), ("max_retries", Good with { MaxRetries = -1 }),
            ("download_concurrency", Good with { DownloadConcurrency = 0 }),
            // M8.
            ("headers", Header("X-A", "b\r\nX-Evil: 1")), ("headers", Header("X-A", "b\nc")), ("headers", Header("X-A", "b\0")), ("headers", Header("X-A\r\nX-B", "c")), ("headers", Header("", "x")),
            ("headers", Header("X A", "x")), ("headers", Header("X-A:", "x")), ("headers", Header("Host", "evil")), ("headers", Header("content-length", "5")), ("headers", Header("Transfer-Encoding", "chunked")),
            ("headers", Header("Proxy-Authorization", "Basic x")), ("headers", Header("X-A", "ä")), ("headers", Header("Authorization", "x") with { Username = "u", Password = "p" }),
            ("headers", Good with { Headers = [new("Authorization", "a"), new("authorization", "b")] }),
            ("ca_cert", Good with { CaCertificate = "" }), ("ca_cert", Good with { CaCertificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }), ("ca_cert", Good with { CaCertificate = key }),
            ("client_cert", Good with { ClientKey = key }), ("client_cert", Good with { ClientCertificate = pem }), ("client_cert", Good with { ClientCertificate = pem, ClientKey = otherKey }),
            ("client_cert", Good with { ClientCertificate = "nonsense", ClientKey = key }), ("client_cert", Good with { ClientCertificate = pem, ClientKey = "nonsense" }),
            ("proxy_url", Good with { ProxyUrl = new Uri("http://u:p@proxy:3128") }), ("proxy_url", Good with { ProxyUrl = new Uri("ftp://proxy") }), ("proxy_url", Good with { ProxyUrl = new Uri("proxy", UriKind.Relative) }),
            ("proxy_url", Good with { ProxyUsername = "u", ProxyPassword = "p" }), ("proxy_password", Proxy with { ProxyUsername = "u" }), ("proxy_username", Proxy with { ProxyPassword = "p" }),
            ("username", Good with { Username = "a:b", Password = "p" }),
        ];
        for (var i = 0; i < cases.Length; i++)
            yield return new TestCaseData(cases[i].Field, cases[i].Settings).SetArgDisplayNames($"{i}", cases[i].Field);
    }

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_reported_under_its_REST_field_only(string field, ConnectionSettings settings)
    {
        var errors = Validator().Validate(settings);

        Assert.That(errors.Keys, Is.EqualTo(new[] { field }));
        Assert.That(errors[field], Has.Count.EqualTo(1).And.None.Empty);
    }

    [Test]
    public void All_mistakes_are_reported_at_once_and_no_secret_with_them()
    {
        var errors = Validator().Validate(new ConnectionSettings { BaseUrl = new Uri("ftp://c4n4ry:c4n4ry@h/"), ProxyPassword = "c4n4ry", Headers = [new("Host", "c4n4ry")], ClientKey = "c4n4ry", TotalTimeout = -1 });

        Assert.That(errors.Keys, Is.EquivalentTo(new[] { "url", "proxy_url", "proxy_username", "headers", "client_cert", "total_timeout" }));
        Assert.That(string.Concat(errors.SelectMany(error => error.Value)), Does.Not.Contain("c4n4ry"));
        Assert.That(new InvalidConnectionSettingsException(errors).Message, Does.Contain("total_timeout: Must be"));
    }

    [Test]
    public void Good_settings_have_no_errors()
    {
        using var certificates = new TestCertificates();
        using var client = certificates.Client();
        var settings = Proxy with
        {
            BaseUrl = new Uri("http://10.0.0.1:8080/simple/"),
            Username = "user",
            Password = "pässword",
            ProxyUsername = "u",
            ProxyPassword = "p",
            CaCertificate = certificates.AuthorityPem + "\n" + client.ExportCertificatePem(),
            ClientCertificate = client.ExportCertificatePem() + "\n" + certificates.AuthorityPem,
            ClientKey = TestCertificates.KeyPem(client),
            Headers = [new("X-A", "a b\tc"), new("X-A", "second"), new("User-Agent", "mine")],
            TotalTimeout = 0,
            ConnectTimeout = 0.5,
            SockReadTimeout = 1e12,
            RateLimit = 0,
            MaxRetries = 0,
            DownloadConcurrency = 1,
        };

        Assert.That(Validator().Validate(settings), Is.Empty);
    }

    [Test]
    public async Task The_factory_refuses_what_the_validator_refuses()
    {
        await using var kit = new DownloadKit();

        Assert.That(() => kit.Factory.Create(Url("ftp://example.org/")), Throws.TypeOf<InvalidConnectionSettingsException>());
    }

    [Test]
    public void The_fingerprint_follows_every_setting()
    {
        ConnectionSettings[] different =
        [
            Good, Url("https://example.org/x"), Good with { Username = "u" }, Good with { Password = "u" }, Good with { Username = "" }, Good with { CaCertificate = "u" }, Good with { ClientCertificate = "u" },
            Good with { ClientKey = "u" }, Good with { TlsValidation = false }, Proxy, Good with { ProxyUsername = "u" }, Good with { ProxyPassword = "u" }, Header("a", "b"), Header("ab", ""),
            Good with { Headers = [new("a", "b"), new("a", "b")] }, Good with { MaxRetries = 1 }, Good with { TotalTimeout = 1 }, Good with { ConnectTimeout = 1 }, Good with { SockConnectTimeout = 1 },
            Good with { SockReadTimeout = 1 }, Good with { DownloadConcurrency = 1 }, Good with { RateLimit = 1 },
        ];

        Assert.That(different.Select(settings => settings.Fingerprint()), Is.Unique);
        var again = Header(string.Concat("a"), string.Concat("b")).Fingerprint();
        Assert.That(again, Is.EqualTo(Header("a", "b").Fingerprint()).And.Match("^[0-9a-f]{64}$"));
    }

    private static ConnectionSettings Proxy => Good with { ProxyUrl = new Uri("http://proxy.example:3128") };

    private static ConnectionSettings Url(string url) => new() { BaseUrl = new Uri(url) };

    private static ConnectionSettings Header(string name, string value) => Good with { Headers = [new(name, value)] };

    private static ConnectionSettingsValidator Validator() => new(new FileSource(new FileSystem(), ["/srv/import"]));
}
