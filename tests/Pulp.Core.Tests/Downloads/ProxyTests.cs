using Pulp.Downloads;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

internal sealed class ProxyTests
{
    private DownloadKit kit = null!;
    private FakeUpstream proxy = null!;

    [SetUp]
    public async Task StartAsync()
    {
        kit = new DownloadKit();
        kit.Network.Name("proxy.corp", "127.0.0.1");
        proxy = await FakeUpstream.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await kit.DisposeAsync();
        await proxy.DisposeAsync();
    }

    [Test]
    public async Task Requests_go_through_the_proxy_with_the_upstreams_name_unresolved()
    {
        proxy.Map("/x", FakeAnswer.Ok("through"));
        using var client = kit.ClientTo(new Uri("http://upstream.example/"), Proxied);

        await using var response = await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = new Uri("http://upstream.example/x?q=1") }));

        Assert.That(await response.ReadBoundedAsync(100), Is.EqualTo("through"u8.ToArray()));
        Assert.That(proxy.Requests.Single().Target, Is.EqualTo("http://upstream.example/x?q=1"));
        Assert.That(proxy.Requests[0]["Proxy-Authorization"], Is.Null, "the proxy did not ask");
    }

    [Test]
    public async Task The_proxy_gets_its_own_credentials_when_it_asks()
    {
        proxy.Map("/x", FakeAnswer.Of(407, "Proxy-Authenticate", "Basic realm=proxy"), FakeAnswer.Ok("through"));
        using var client = kit.ClientTo(new Uri("http://upstream.example/"), settings => Proxied(settings) with { ProxyUsername = "pu", ProxyPassword = "pp" });

        await using var response = await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = new Uri("http://upstream.example/x") }));

        Assert.That(response.IsSuccess);
        Assert.That(proxy.Requests[^1]["Proxy-Authorization"], Is.EqualTo("Basic " + Convert.ToBase64String("pu:pp"u8)));
    }

    [Test]
    public async Task An_upstream_that_plays_proxy_gets_nothing()
    {
        proxy.Map("/x", FakeAnswer.Of(407, "Proxy-Authenticate", "Basic realm=proxy"));
        using var client = kit.ClientTo(proxy.Url, Canary.WithSecrets);

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = proxy.UrlOf("/x") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Proxy));
        Assert.That(proxy.Requests.Single()["Proxy-Authorization"], Is.Null);
    }

    // M5.
    [TestCase("http", "Basic realm=proxy")]
    [TestCase("https", "Basic realm=proxy")]
    [TestCase("http", "Negotiate")]
    [TestCase("https", "NTLM")]
    public async Task A_proxy_that_refuses_ends_the_request_without_a_secret_in_the_error(string scheme, string challenge)
    {
        // A tunnel is asked for by host and port instead of a path.
        foreach (var target in (string[])["/x", "", "upstream.example:443"])
            proxy.Map(target, FakeAnswer.Of(407, "Proxy-Authenticate", challenge));
        using var client = kit.ClientTo(new Uri($"{scheme}://upstream.example/"), settings => Proxied(Canary.WithSecrets(settings)) with { ProxyUsername = "c4n4ry-proxy-user", ProxyPassword = "c4n4ry-proxy-password" });

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = new Uri($"{scheme}://upstream.example/x") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Proxy));
        Assert.That(Canary.IsIn(failure.ToString()), Is.False, failure.ToString());
        Assert.That(Canary.IsIn(kit.Log.Text), Is.False, kit.Log.Text);
        if (scheme == "https")
            Assert.That(proxy.Requests.Select(request => request.Method), Is.All.EqualTo("CONNECT"));
        if (!challenge.StartsWith("Basic", StringComparison.Ordinal))
            Assert.That(proxy.Requests.Select(request => request["Proxy-Authorization"]), Is.All.Null);
    }

    [TestCase("http://169.254.169.254/x")]
    [TestCase("http://metadata.google.internal/x")]
    [TestCase("http://127.0.0.1/x")]
    [TestCase("http://localhost/x")]
    [TestCase("http://a.localhost/x")]
    [TestCase("http://2130706433/x")]
    [TestCase("http://10.0.0.1/x")]
    [TestCase("http://[::1]/x")]
    public async Task A_link_to_the_inside_is_not_passed_to_the_proxy(string link)
    {
        using var client = kit.ClientTo(new Uri("http://upstream.example/"), Proxied);

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = new Uri(link), LinkFromData = true }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Egress));
        Assert.That(proxy.Requests, Is.Empty);
    }

    private ConnectionSettings Proxied(ConnectionSettings settings) => settings with { ProxyUrl = new Uri($"http://proxy.corp:{proxy.Port}") };
}
