using System.Net;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.CommandLine;

/// <summary>
/// The two set-ups that docs/settings.md describes, with a real proxy.
/// </summary>
[TestFixture]
[Category("RealClients")]
public sealed class ReverseProxyTests
{
    private const string Forwarded =
        "proxy_set_header X-Forwarded-Host pulp.example; proxy_set_header X-Forwarded-Proto https; proxy_set_header X-Forwarded-For 203.0.113.7;";

    [Test]
    public async Task A_trusted_proxy_says_what_address_clients_use()
    {
        await using var pulp = await PulpProcess.StartAsync("mirror", "python", Stories.Upstream.Url, "--include", "apple", "--name", "fruit", "--serve", "--setting", "TrustedProxies=127.0.0.1");
        await using var proxy = await StartAsync($"location / {{ proxy_pass {Origin(pulp.Url)}; {Forwarded} }}");
        using var client = new PulpApi(proxy.Url, "admin", pulp.Password);

        Assert.That(await BaseUrlAsync(client), Is.EqualTo("https://pulp.example/pypi/fruit/"));
        Assert.That(await BaseUrlAsync(pulp.Api), Is.EqualTo($"{Origin(pulp.Url)}/pypi/fruit/"));
        using var index = new HttpClient();
        Assert.That(await index.GetStringAsync(new Uri(proxy.Url, "pypi/fruit/simple/apple/")), Does.Contain("https://pulp.example/pulp/content/fruit/apple-2.0"));
    }

    [Test]
    public async Task A_client_that_is_no_trusted_proxy_is_not_believed()
    {
        await using var proxy = await StartAsync($"location / {{ proxy_pass {Origin(Stories.Host.Url)}; {Forwarded} }}");
        using var client = new PulpApi(proxy.Url, "admin", Stories.Host.Password);

        Assert.That((await client.GetAsync("/pulp/api/v3/"))["tasks"]!.GetValue<string>(), Does.Not.Contain("pulp.example"));
    }

    [Test]
    public async Task Below_a_path_of_the_proxy_pip_installs_and_REST_leads_from_href_to_href()
    {
        var port = NginxProcess.FreePort();
        var address = new Uri($"http://127.0.0.1:{port}/repo/");
        await using var pulp = await PulpProcess.StartAsync(
            "mirror", "python", Stories.Upstream.Url, "--include", "apple", "--name", "fruit", "--serve", "--setting", "PathBase=/repo");
        await using var proxy = await StartAsync($"location /repo/ {{ proxy_pass {Origin(pulp.Url)}; proxy_set_header Host $http_host; }}", port);
        using var client = new PulpApi(address, "admin", pulp.Password);

        Assert.That(pulp.Output, Does.Contain("/repo/pypi/fruit/simple/ apple"));
        Assert.That(await Pip.InstalledVersionAsync($"{address}pypi/fruit/simple/", "apple"), Is.EqualTo("2.0"));
        var root = await client.GetAsync("/repo/pulp/api/v3/");
        var distributions = await client.GetAsync(new Uri(root["distributions/python/pypi"]!.GetValue<string>()).AbsolutePath);
        var href = distributions["results"]![0]!["pulp_href"]!.GetValue<string>();
        Assert.That(href, Does.StartWith("/repo/pulp/api/v3/"));
        Assert.That((await client.GetAsync(href))["base_url"]!.GetValue<string>(), Is.EqualTo($"{address}pypi/fruit/"));
        using var files = new HttpClient();
        using var listing = await files.GetAsync(new Uri(address, "pulp/content/fruit/"));
        Assert.That(listing.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static async Task<string> BaseUrlAsync(PulpApi client) =>
        (await client.GetAsync("/pulp/api/v3/distributions/python/pypi/?name=fruit"))["results"]![0]!["base_url"]!.GetValue<string>();

    private static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static async Task<Proxy> StartAsync(string server, int? port = null)
    {
        var folder = new TemporaryFolder();
        var nginx = new NginxProcess(folder, server, port);
        await nginx.StartAsync();
        return new Proxy(folder, nginx);
    }

    private sealed class Proxy(TemporaryFolder folder, NginxProcess nginx) : IAsyncDisposable
    {
        public Uri Url { get; } = new($"http://127.0.0.1:{nginx.Port}/");

        public async ValueTask DisposeAsync()
        {
            await nginx.StopAsync();
            folder.Dispose();
        }
    }
}
