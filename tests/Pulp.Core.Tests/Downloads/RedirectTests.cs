using System.Net;
using Pulp.Downloads;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

internal sealed class RedirectTests
{
    private DownloadKit kit = null!;
    private FakeUpstream upstream = null!;
    private FakeUpstream other = null!;

    [SetUp]
    public async Task StartAsync()
    {
        kit = new DownloadKit();
        upstream = await FakeUpstream.StartAsync();
        other = await FakeUpstream.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await kit.DisposeAsync();
        await upstream.DisposeAsync();
        await other.DisposeAsync();
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    [TestCase(307)]
    [TestCase(308)]
    public async Task A_redirect_is_followed_to_the_answer(int status)
    {
        upstream.Map("/a", FakeAnswer.Redirect("../b?x=1", status)).Map("/b", FakeAnswer.Ok("here"));
        using var client = kit.ClientTo(upstream.Url);

        await using var response = await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/a") });

        Assert.That(response.FinalUri, Is.EqualTo(upstream.UrlOf("/b?x=1")));
        Assert.That(await response.ReadBoundedAsync(10), Is.EqualTo("here"u8.ToArray()));
    }

    [TestCase(10, true)]
    [TestCase(11, false)]
    [TestCase(51, false)]
    public async Task Ten_redirects_are_followed_and_no_more(int hops, bool arrives)
    {
        for (var i = 0; i < hops; i++)
            upstream.Map($"/{i}", FakeAnswer.Redirect($"/{i + 1}"));
        upstream.Map($"/{hops}", FakeAnswer.Ok("here"));
        using var client = kit.ClientTo(upstream.Url);
        var work = client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/0") });

        if (arrives)
            await (await kit.RunAsync(work)).DisposeAsync();
        else
            Assert.That((await kit.FailureOfAsync(work)).Reason, Is.EqualTo(DownloadFailureReason.TooManyRedirects));
        Assert.That(upstream.Requests, Has.Count.EqualTo(11));
    }

    [TestCase("/a", 1)]
    [TestCase("/b", 2)]
    public async Task A_loop_is_seen_before_it_is_run_through(string second, int requests)
    {
        upstream.Map("/a", FakeAnswer.Redirect(second)).Map("/b", FakeAnswer.Redirect("/a"));
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/a") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.TooManyRedirects));
        Assert.That(upstream.Requests, Has.Count.EqualTo(requests));
    }

    [TestCase("")]
    [TestCase("http://[::bad")]
    public async Task A_redirect_without_a_usable_location_fails(string location)
    {
        upstream.Map("/a", location.Length == 0 ? FakeAnswer.Of(302) : FakeAnswer.Redirect(location));
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/a") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Protocol));
    }

    [TestCase("file:///etc/passwd")]
    [TestCase("ftp://127.0.0.1/x")]
    [TestCase("javascript:alert(1)")]
    [TestCase("data:text/plain,x")]
    [TestCase("gopher://127.0.0.1/x")]
    public async Task Only_http_and_https_are_followed(string location)
    {
        upstream.Map("/a", FakeAnswer.Redirect(location));
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/a") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Egress));
    }

    [Test]
    public async Task The_remotes_own_origin_gets_every_credential()
    {
        upstream.Map("/a", FakeAnswer.Redirect("/b")).Map("/b", FakeAnswer.Ok("x"));
        using var client = kit.ClientTo(upstream.Url, Canary.WithSecrets);

        await using (await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/a"), LinkFromData = true }))
        {
        }

        foreach (var request in upstream.Requests)
        {
            Assert.That(request["Authorization"], Is.EqualTo("Basic " + Convert.ToBase64String("c4n4ry-user:c4n4ry-password"u8)));
            Assert.That(request["X-Token"], Is.EqualTo("c4n4ry-header"));
            Assert.That(request["Cookie"], Is.EqualTo("session=c4n4ry-cookie"));
        }
    }

    private static IEnumerable<TestCaseData> WaysToTheCanaryHost()
    {
        yield return Way("redirect", (up, canary) => up.Map("/a", FakeAnswer.Redirect(canary.UrlOf("/steal").AbsoluteUri)));
        foreach (var status in (int[])[301, 303, 307, 308])
            yield return Way($"redirect by {status}", (up, canary) => up.Map("/a", FakeAnswer.Redirect(canary.UrlOf("/steal").AbsoluteUri, status)));
        yield return Way("second redirect", (up, canary) => up.Map("/a", FakeAnswer.Redirect("/b")).Map("/b", FakeAnswer.Redirect(canary.UrlOf("/steal").AbsoluteUri)));
        yield return Way("redirect with user information", (up, canary) => up.Map("/a", FakeAnswer.Redirect($"http://{up.Url.Host}:{up.Port}@127.0.0.1:{canary.Port}/steal")));
        yield return Way("protocol-relative redirect", (up, canary) => up.Map("/a", FakeAnswer.Redirect($"//127.0.0.1:{canary.Port}/steal")));

        static TestCaseData Way(string name, Action<FakeUpstream, FakeUpstream> script) => new TestCaseData(script).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(WaysToTheCanaryHost))]
    public async Task No_credential_reaches_another_origin_by_redirect(Action<FakeUpstream, FakeUpstream> script)
    {
        script(upstream, other);
        other.Map("/steal", FakeAnswer.Ok("x"));
        using var client = kit.ClientTo(upstream.Url, Canary.WithSecrets);

        await using (await client.SendAsync(Canary.WithSecrets(new UpstreamRequest { Uri = upstream.UrlOf("/a") })))
        {
        }

        Assert.That(upstream.Requests[0].Everything(), Does.Contain(Canary.Text), "the upstream itself is authenticated to");
        Assert.That(other.Requests, Has.Count.EqualTo(1));
        Assert.That(Canary.IsIn(other.Requests[0].Everything()), Is.False, other.Requests[0].Everything());
    }

    [Test]
    public async Task No_credential_reaches_a_foreign_link_found_in_data_even_when_the_caller_passes_it()
    {
        other.Map("/layer", FakeAnswer.Ok("x"));
        using var client = kit.ClientTo(upstream.Url, Canary.WithSecrets);

        await using (await client.SendAsync(Canary.WithSecrets(new UpstreamRequest { Uri = other.UrlOf("/layer"), LinkFromData = true })))
        {
        }

        Assert.That(Canary.IsIn(other.Requests.Single().Everything()), Is.False, other.Requests[0].Everything());
    }

    [Test]
    public async Task Another_origin_an_administrator_named_gets_the_requests_credentials_and_not_the_remotes()
    {
        other.Map("/token", FakeAnswer.Ok("x"));
        using var client = kit.ClientTo(upstream.Url, Canary.WithSecrets);

        await using (await client.SendAsync(new UpstreamRequest { Uri = other.UrlOf("/token"), Authorization = "Bearer mine" }))
        {
        }

        Assert.That(other.Requests.Single()["Authorization"], Is.EqualTo("Bearer mine"));
        Assert.That(Canary.IsIn(other.Requests[0].Everything()), Is.False, other.Requests[0].Everything());
    }

    [Test]
    public async Task Credentials_once_dropped_are_not_regained_by_a_redirect_back()
    {
        upstream.Map("/a", FakeAnswer.Redirect(other.UrlOf("/x").AbsoluteUri)).Map("/back", FakeAnswer.Ok("x"));
        other.Map("/x", FakeAnswer.Redirect(upstream.UrlOf("/back").AbsoluteUri));
        using var client = kit.ClientTo(upstream.Url, Canary.WithSecrets);

        await using (await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/a") }))
        {
        }

        Assert.That(Canary.IsIn(upstream.Requests[^1].Everything()), Is.False);
    }

    [Test]
    public async Task Conditions_and_accept_go_along_with_a_redirect()
    {
        upstream.Map("/a", FakeAnswer.Redirect(other.UrlOf("/x").AbsoluteUri));
        other.Map("/x", FakeAnswer.Ok("x") with { ETag = "\"v1\"" });
        using var client = kit.ClientTo(upstream.Url);

        await using var response = await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/a"), Accept = "application/json", IfNoneMatch = "\"v1\"" });

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(other.Requests.Single()["Accept"], Is.EqualTo("application/json"));
    }

    [TestCase(307, true)]
    [TestCase(302, false)]
    public async Task A_post_is_repeated_at_its_own_origin_by_307_only(int status, bool followed)
    {
        upstream.Map("/token", FakeAnswer.Redirect("/token/", status)).Map("/token/", FakeAnswer.Ok("granted"));
        using var client = kit.ClientTo(upstream.Url);
        var work = client.SendAsync(Post(upstream.UrlOf("/token")));

        if (followed)
            await (await kit.RunAsync(work)).DisposeAsync();
        else
            Assert.That((await kit.FailureOfAsync(work)).Reason, Is.EqualTo(DownloadFailureReason.Protocol));
        Assert.That(upstream.Requests.Select(request => request.Body), Is.All.EqualTo("refresh=c4n4ry"));
        Assert.That(upstream.Requests, Has.Count.EqualTo(followed ? 2 : 1));
    }

    [Test]
    public async Task A_post_never_follows_a_redirect_to_another_origin()
    {
        upstream.Map("/token", FakeAnswer.Redirect(other.UrlOf("/steal").AbsoluteUri, 307));
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.SendAsync(Post(upstream.UrlOf("/token"))));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Protocol));
        Assert.That(other.Requests, Is.Empty);
    }

    private static UpstreamRequest Post(Uri url) =>
        new() { Uri = url, Method = HttpMethod.Post, Content = "refresh=c4n4ry"u8.ToArray(), ContentType = "application/x-www-form-urlencoded" };
}
