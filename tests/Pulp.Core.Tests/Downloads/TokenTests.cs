using System.Text;
using Pulp.Downloads;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

internal sealed class TokenTests
{
    private static readonly string Basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("robot:s3cret"));
    private readonly TestCertificates certificates = new();
    private DownloadKit kit = null!;

    [SetUp]
    public void Start() => (kit = new DownloadKit()).Network.Name("localhost", "127.0.0.1");

    [TearDown]
    public async Task StopAsync() => await kit.DisposeAsync();

    [OneTimeTearDown]
    public void DropCertificates() => certificates.Dispose();

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_login_goes_to_the_https_token_server_that_is_named_and_to_no_other(bool isNamed)
    {
        await using var upstream = await StartAsync(isSecure: true);
        await using var server = await StartAsync(isSecure: true);
        server.Map("/token", Token("abc"));
        upstream.Map("/x", Challenge(UrlOf(server, "/token")), FakeAnswer.Ok("x"));
        using var client = ClientTo(UrlOf(upstream, "/"), settings => settings with { TokenServer = isNamed ? UrlOf(server, "/") : null, TlsValidation = false });

        await using var response = await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = UrlOf(upstream, "/x") }));

        Assert.That(response.IsSuccess);
        Assert.That(server.Requests.Single()["Authorization"], Is.EqualTo(isNamed ? Basic : null));
        Assert.That(upstream.Requests.Select(request => request["Authorization"]), Is.EqualTo(new[] { Basic, "Bearer abc" }));
    }

    [Test]
    public async Task A_token_server_without_https_is_not_asked_for_an_upstream_with_https()
    {
        await using var upstream = await StartAsync(isSecure: true);
        await using var server = await StartAsync(isSecure: false);
        upstream.Map("/x", Challenge(server.UrlOf("/token")));
        using var client = ClientTo(UrlOf(upstream, "/"), settings => settings with { TlsValidation = false });

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = UrlOf(upstream, "/x") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Unauthorized));
        Assert.That(server.Requests, Is.Empty);
    }

    [Test]
    public async Task Many_requests_ask_for_one_token_and_a_token_that_ended_is_not_sent()
    {
        await using var upstream = await StartAsync(isSecure: false);
        upstream.Map("/token", Token("one"), Token("two"));
        var (first, last) = (Enumerable.Range(0, 6).Select(i => upstream.UrlOf($"/x{i}")).ToList(), upstream.UrlOf("/last"));
        foreach (var url in first.Append(last))
            upstream.Map(url.AbsolutePath, Challenge(upstream.UrlOf("/token")), FakeAnswer.Ok("x"));
        using var client = ClientTo(upstream.Url);

        await kit.RunAsync(Task.WhenAll(first.Select(url => StatusAsync(client, url))));
        Assert.That(upstream.CountOf("/token"), Is.EqualTo(1));
        kit.Clock.Advance(TimeSpan.FromSeconds(300));
        await kit.RunAsync(StatusAsync(client, last));

        Assert.That(upstream.CountOf("/token"), Is.EqualTo(2));
        Assert.That(upstream.Requests.Where(request => request.Path == "/last").Select(request => request["Authorization"]), Is.EqualTo(new[] { Basic, "Bearer two" }));
    }

    [TestCase("Basic realm=\"r\"", "Bearer realm=\"{0}\",service=\"s\",scope=\"repository:a:pull,push\"")]
    [TestCase("Bearer realm=\"{0}\",service=\"s\",scope=\"repository:a:pull,push\"", "Basic realm=\"r\"")]
    [TestCase("Basic realm=\"a, b\", Bearer realm=\"{0}\", service=\"s\", scope=\"repository:a:pull,push\"", null)]
    [TestCase("Negotiate, Bearer realm=\"{0}\",service=\"s\",scope=\"repository:a:pull,push\", Basic realm=\"r\"", null)]
    public async Task A_token_is_asked_for_when_upstream_offers_other_ways_beside(string first, string? second)
    {
        await using var upstream = await StartAsync(isSecure: false);
        var offers = new[] { first, second }.OfType<string>().Select(offer => KeyValuePair.Create("WWW-Authenticate", string.Format(System.Globalization.CultureInfo.InvariantCulture, offer, upstream.UrlOf("/token"))));
        upstream.Map("/token", Token("abc")).Map("/x", new FakeAnswer { Status = 401, Headers = [.. offers] }, FakeAnswer.Ok("x"));
        using var client = ClientTo(upstream.Url);
        await kit.RunAsync(StatusAsync(client, upstream.UrlOf("/x")));
        Assert.That(upstream.Requests[1].Target, Is.EqualTo("/token?service=s&scope=repository%3Aa%3Apull%2Cpush"));
    }

    [Test]
    public async Task A_kept_token_that_upstream_called_back_is_replaced_within_the_request()
    {
        await using var upstream = await StartAsync(isSecure: false);
        FakeAnswer Wanting(string scope) => FakeAnswer.Of(401, "WWW-Authenticate", $"Bearer realm=\"{upstream.UrlOf("/token")}\",scope=\"{scope}\"");
        upstream.Map("/token", Token("one"), Token("two"), Token("three"))
            .Map("/a", Wanting("a"), FakeAnswer.Ok("x"), Wanting("a"), Wanting("a"), FakeAnswer.Ok("x"))
            .Map("/b", Wanting("b"), FakeAnswer.Ok("x"));
        using var client = ClientTo(upstream.Url);

        foreach (var path in new[] { "/a", "/b", "/a" })
            await kit.RunAsync(StatusAsync(client, upstream.UrlOf(path)));

        Assert.That(
            upstream.Requests.Where(request => request.Path == "/a").Select(request => request["Authorization"]),
            Is.EqualTo(new[] { Basic, "Bearer one", "Bearer two", "Bearer one", "Bearer three" }));
    }

    [Test]
    public async Task A_fresh_token_that_upstream_does_not_take_is_not_asked_for_again()
    {
        await using var upstream = await StartAsync(isSecure: false);
        upstream.Map("/token", Token("one")).Map("/x", Challenge(upstream.UrlOf("/token")));
        using var client = ClientTo(upstream.Url);

        await using var response = await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }));

        Assert.That(response.StatusCode, Is.EqualTo(System.Net.HttpStatusCode.Unauthorized));

        Assert.That(upstream.Requests.Select(request => request.Path), Is.EqualTo(new[] { "/x", "/token", "/x" }));
    }

    [TestCase("", "scope=mine")]
    [TestCase(",scope=\"\"", "scope=mine")]
    [TestCase(",scope=\"theirs\"", "scope=theirs")]
    public async Task What_a_token_is_to_allow_is_filled_in_where_upstream_does_not_say_it(string further, string query)
    {
        await using var upstream = await StartAsync(isSecure: false);
        upstream.Map("/token", Token("abc")).Map("/x", FakeAnswer.Of(401, "WWW-Authenticate", $"Bearer realm=\"{upstream.UrlOf("/token")}\"{further}"), FakeAnswer.Ok("x"));
        using var client = ClientTo(upstream.Url, settings => settings with { TokenScope = "mine" });
        await kit.RunAsync(StatusAsync(client, upstream.UrlOf("/x")));
        Assert.That(upstream.Requests[1].Target, Is.EqualTo($"/token?{query}"));
    }

    [TestCase("""{"token":""}""")]
    [TestCase("""{"token":"a\r\nb"}""")]
    [TestCase("[]")]
    [TestCase("no JSON")]
    public async Task An_answer_without_a_token_fails_the_request(string answer)
    {
        await using var upstream = await StartAsync(isSecure: false);
        upstream.Map("/token", FakeAnswer.Ok(answer, "application/json")).Map("/x", Challenge(upstream.UrlOf("/token")));
        using var client = ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Unauthorized));
    }

    private static async Task<bool> StatusAsync(UpstreamClient client, Uri url)
    {
        await using var response = await client.SendAsync(new UpstreamRequest { Uri = url });
        Assert.That(response.IsSuccess);
        return true;
    }

    private static FakeAnswer Challenge(Uri realm) => FakeAnswer.Of(401, "WWW-Authenticate", $"Bearer realm=\"{realm}\",service=\"s\",scope=\"repository:a:pull\"");

    private static FakeAnswer Token(string token) => FakeAnswer.Ok($$"""{"token":"{{token}}","expires_in":300}""", "application/json");

    private static Uri UrlOf(FakeUpstream upstream, string path) => new($"https://localhost:{upstream.Port}{path}");

    private UpstreamClient ClientTo(Uri url, Func<ConnectionSettings, ConnectionSettings>? change = null) =>
        kit.ClientTo(url, settings => (change ?? (same => same))(settings with { Username = "robot", Password = "s3cret" }));

    private Task<FakeUpstream> StartAsync(bool isSecure) => FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = isSecure ? certificates.Server() : null });
}
