using Pulp.Downloads;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

internal sealed class TokenLoginTests
{
    private const string Secret = "refresh-s3cret";
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

    [Test]
    public async Task A_token_is_sent_to_the_remotes_own_origin_and_nowhere_else()
    {
        upstream.Map("/x", FakeAnswer.Ok("x")).Map("/away", FakeAnswer.Redirect(other.UrlOf("/y").AbsoluteUri));
        other.Map("/y", FakeAnswer.Ok("y"));
        using var client = Client(new TokenLogin(Secret));

        await GetAsync(client, upstream.UrlOf("/x"));
        await GetAsync(client, upstream.UrlOf("/away"));
        await GetAsync(client, other.UrlOf("/y"));

        Assert.That(upstream.Requests.Select(request => request["Authorization"]), Is.All.EqualTo("Token " + Secret));
        Assert.That(other.Requests, Has.Count.EqualTo(2));
        Assert.That(string.Concat(other.Requests.Select(request => request.Everything())), Does.Not.Contain(Secret));
    }

    [Test]
    public async Task A_refresh_token_is_exchanged_once_and_again_when_upstream_refuses_what_it_gave()
    {
        other.Map("/token", Token("one"), Token("two"));
        upstream.Map("/x", FakeAnswer.Ok("x"), FakeAnswer.Ok("x"), FakeAnswer.Of(401), FakeAnswer.Ok("x"));
        using var client = Client(new TokenLogin(Secret, other.UrlOf("/token")) { ClientId = "cloud-services" });

        for (var i = 0; i < 3; i++)
            await GetAsync(client, upstream.UrlOf("/x"));

        Assert.That(upstream.Requests.Select(request => request["Authorization"]), Is.EqualTo(new[] { "Bearer one", "Bearer one", "Bearer one", "Bearer two" }));
        Assert.That(other.Requests, Has.Count.EqualTo(2));
        Assert.That(other.Requests[0].Body, Is.EqualTo($"grant_type=refresh_token&client_id=cloud-services&refresh_token={Secret}"));
        Assert.That(other.Requests[0]["Authorization"], Is.Null);
        Assert.That(string.Concat(upstream.Requests.Select(request => request.Everything())), Does.Not.Contain(Secret));
    }

    private static IEnumerable<TestCaseData> BadExchanges()
    {
        yield return new TestCaseData(FakeAnswer.Ok("<html>log in</html>", "text/html")).SetArgDisplayNames("HTML");
        yield return new TestCaseData(FakeAnswer.Ok("""{"access_token":""}""")).SetArgDisplayNames("no token");
        yield return new TestCaseData(FakeAnswer.Of(400)).SetArgDisplayNames("expired");
        yield return new TestCaseData(FakeAnswer.Of(401)).SetArgDisplayNames("unknown");
        yield return new TestCaseData(FakeAnswer.Redirect("/elsewhere")).SetArgDisplayNames("redirect");
    }

    [TestCaseSource(nameof(BadExchanges))]
    public async Task An_exchange_that_gives_no_token_fails_as_not_authorized_and_tells_no_secret(FakeAnswer answer)
    {
        other.Map("/token", answer);
        using var client = Client(new TokenLogin(Secret, other.UrlOf("/token")));

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }));

        Assert.That(failure.ToString(), Does.Not.Contain(Secret));
        Assert.That(failure.Reason, Is.AnyOf(DownloadFailureReason.Unauthorized, DownloadFailureReason.Protocol));
        Assert.That(upstream.Requests, Is.Empty);
    }

    [TestCase("http://sso.example/token", "may not be sent by http")]
    [TestCase("ftp://sso.example/token", "http or https URL")]
    [TestCase("https://a:b@sso.example/token", "without credentials")]
    public void An_exchange_that_would_give_the_token_away_is_refused(string exchange, string message)
    {
        var settings = new ConnectionSettings { BaseUrl = new Uri("https://hub.example/"), TokenLogin = new TokenLogin(Secret, new Uri(exchange)) };

        Assert.That(kit.Get<ConnectionSettingsValidator>().Validate(settings)["auth_url"].Single(), Does.Contain(message));
        Assert.That($"{settings} {settings.TokenLogin}", Does.Not.Contain(Secret));
    }

    private static FakeAnswer Token(string token) => FakeAnswer.Ok($$"""{"access_token":"{{token}}","expires_in":300}""", "application/json");

    private UpstreamClient Client(TokenLogin login) => kit.ClientTo(upstream.Url, settings => settings with { TokenLogin = login });

    private async Task GetAsync(UpstreamClient client, Uri url)
    {
        await using var response = await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = url, LinkFromData = true }));
        Assert.That(response.IsSuccess);
    }
}
