using System.Net;
using Pulp.Downloads;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

/// <summary>
/// No secret of a remote appears in a message, a log line or a text form, whatever goes wrong.
/// </summary>
internal sealed class SecretsTests
{
    private static IEnumerable<TestCaseData> Failures()
    {
        foreach (var (name, answer) in ((string, FakeAnswer)[])[
            ("401", FakeAnswer.Of(401)), ("404", FakeAnswer.Of(404)), ("429", FakeAnswer.Of(429)), ("503", FakeAnswer.Of(503)), ("drop", new FakeAnswer { Drop = true }),
            ("cut", FakeAnswer.Ok("0123456789") with { CutAfter = 5 }), ("wrong size", FakeAnswer.Ok("0123")), ("garbage", FakeAnswer.RawText("c4n4ry?\r\n\r\n")),
            ("loop", FakeAnswer.Redirect("/x?token=c4n4ry-query")), ("forbidden redirect", FakeAnswer.Redirect("http://c4n4ry-user:c4n4ry-password@169.254.169.254/?sig=c4n4ry")),
            ("bad scheme", FakeAnswer.Redirect("ftp://c4n4ry-user:c4n4ry-password@h/")), ("encoding", FakeAnswer.Ok("x") with { Headers = [new("Content-Encoding", "br")] })])
            yield return new TestCaseData(answer).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Failures))]
    public async Task A_failure_tells_no_secret(FakeAnswer answer)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/x", answer);
        await using var kit = new DownloadKit();
        using var client = kit.ClientTo(upstream.Url, settings => Canary.WithSecrets(settings) with { MaxRetries = 1 });
        var request = new DownloadRequest { Uri = new Uri($"http://c4n4ry-user:c4n4ry-password@127.0.0.1:{upstream.Port}/x?token=c4n4ry-query&c4n4ry"), ExpectedSize = 10 };

        var failure = await kit.FailureOfAsync(client.DownloadAsync(Authorized(request), _ => ValueTask.FromResult(Stream.Null)));

        // The garbage a server sends may be anything, its own; the inner exception that quotes it is for the log only.
        var text = answer.Raw is null ? failure.ToString() : failure.Message;
        Assert.That(Canary.IsIn(text + failure.Url), Is.False, text);
        Assert.That(failure.Message, Does.Contain("127.0.0.1").Or.Contain("169.254").Or.Contain("ftp:"));
        Assert.That(Canary.IsIn(kit.Log.Text), Is.False, kit.Log.Text);
    }

    [Test]
    public async Task The_factorys_own_log_lines_are_left_out_and_retries_are_logged()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/x", FakeAnswer.Of(503), FakeAnswer.Ok("x"));
        await using var kit = new DownloadKit();
        using var client = kit.ClientTo(upstream.Url, Canary.WithSecrets);

        await (await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }))).DisposeAsync();

        Assert.That(kit.Log.Text, Does.Contain("503").And.Contain("Trying again").And.Not.Contain("System.Net.Http.HttpClient.pulp"));
    }

    [Test]
    public void Text_forms_redact()
    {
        var settings = Canary.WithSecrets(new ConnectionSettings
        {
            BaseUrl = new Uri("https://c4n4ry:c4n4ry@example.org/simple?key=c4n4ry"),
            ProxyUrl = new Uri("http://c4n4ry:c4n4ry@proxy:3128"),
            ProxyUsername = "c4n4ry",
            ProxyPassword = "c4n4ry",
            ClientKey = "c4n4ry",
            ClientCertificate = "c4n4ry",
        });
        var request = Canary.WithSecrets(new UpstreamRequest { Uri = new Uri("https://c4n4ry@example.org/x?sig=c4n4ry"), Content = "c4n4ry"u8.ToArray() });

        Assert.That(settings.ToString(), Does.Contain("https://example.org/simple?key=***").And.Not.Contain("c4n4ry"));
        Assert.That(request.ToString(), Is.EqualTo("GET https://example.org/x?sig=***"));
        Assert.That(new DownloadRequest { Uri = request.Uri, Authorization = "c4n4ry" }.ToString(), Does.Not.Contain("c4n4ry"));
    }

    [Test]
    public void The_user_information_of_a_URL_is_never_sent()
    {
        Assert.That(SafeUrl.WithoutUserInfo(new Uri("http://u:p@h:81/a%2Fb?x=%20#f")).AbsoluteUri, Is.EqualTo("http://h:81/a%2Fb?x=%20"));
    }

    private static DownloadRequest Authorized(DownloadRequest request) => request with { Authorization = "Bearer c4n4ry-bearer", Headers = [new("X-Request-Token", "c4n4ry")] };
}
