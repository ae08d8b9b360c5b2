using System.Net;
using System.Text;
using Pulp.Downloads;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

/// <summary>
/// What is accepted as an answer: framing, encodings, ranges, sizes, silence.
/// </summary>
internal sealed class TransferRulesTests
{
    private DownloadKit kit = null!;
    private FakeUpstream upstream = null!;

    [SetUp]
    public async Task StartAsync()
    {
        kit = new DownloadKit();
        upstream = await FakeUpstream.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await kit.DisposeAsync();
        await upstream.DisposeAsync();
    }

    // N3.
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 3, 5\r\n\r\nabcde")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabcde")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n")]
    [TestCase("NOT HTTP\r\n\r\n")]
    [TestCase("HTTP/1.1 999999 OK\r\n\r\n")]
    public async Task A_response_that_can_be_read_in_two_ways_is_refused_without_another_try(string response)
    {
        upstream.Map("/x", FakeAnswer.RawText(response));
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Protocol));
        Assert.That(upstream.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Headers_without_end_are_not_read_for_ever()
    {
        upstream.Map("/x", FakeAnswer.RawText("HTTP/1.1 200 OK\r\nX-Long: " + new string('x', 1 << 20) + "\r\n\r\n"));
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Protocol));
    }

    // N6, N7: artifacts are asked for as they are, and an encoding nobody asked for is refused.
    [TestCase("/f.whl", "gzip", false)]
    [TestCase("/f.whl", "br", false)]
    [TestCase("/f.whl", "gzip, gzip", false)]
    [TestCase("/f.whl", "unknown", false)]
    [TestCase("/f.whl", "identity", true)]
    [TestCase("/f.tar.gz", "x-gzip", true)]
    [TestCase("/f.tgz", "gzip", true)]
    [TestCase("/f.tar.gz", "br", false)]
    public async Task An_artifact_is_taken_as_it_is(string path, string encoding, bool accepted)
    {
        var bytes = GzipSamples.Compress("body"u8.ToArray());
        upstream.Map(path, FakeAnswer.Ok(bytes) with { Headers = [new("Content-Encoding", encoding)] });
        using var client = kit.ClientTo(upstream.Url);
        var work = client.ReceiveAsync(new DownloadRequest { Uri = upstream.UrlOf(path) }, (response, token) => response.ReadBoundedAsync(1000, token));

        if (accepted)
            Assert.That(await kit.RunAsync(work), Is.EqualTo(bytes));
        else
            Assert.That((await kit.FailureOfAsync(work)).Reason, Is.EqualTo(DownloadFailureReason.Protocol));
        Assert.That(upstream.Requests.Single()["Accept-Encoding"], Is.EqualTo("identity"));
    }

    [TestCase("gzip")]
    [TestCase("x-gzip")]
    public async Task Metadata_may_come_compressed(string encoding)
    {
        var page = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"file-{i}.whl")));
        upstream.Map("/page", FakeAnswer.Ok(GzipSamples.Compress(page)) with { Headers = [new("Content-Encoding", encoding)] });
        using var client = kit.ClientTo(upstream.Url);

        await using var response = await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/page"), AcceptCompression = true });

        Assert.That(await response.ReadBoundedAsync(1 << 20), Is.EqualTo(page));
        Assert.That(upstream.Requests.Single()["Accept-Encoding"], Is.EqualTo("gzip"));
    }

    private static IEnumerable<TestCaseData> BadGzip()
    {
        var good = GzipSamples.Compress(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 5000))));
        yield return new TestCaseData(good[..(good.Length / 2)], DownloadFailureReason.Interrupted, 4).SetArgDisplayNames("truncated with the right length");
        yield return new TestCaseData(good[..^8], DownloadFailureReason.Interrupted, 4).SetArgDisplayNames("without trailer");
        yield return new TestCaseData(GzipSamples.Flip(good, good.Length - 7), DownloadFailureReason.Interrupted, 4).SetArgDisplayNames("wrong checksum");
        yield return new TestCaseData(GzipSamples.Compress(new byte[50_000_000]), DownloadFailureReason.TooLarge, 1).SetArgDisplayNames("bomb");
        yield return new TestCaseData("not gzip at all"u8.ToArray(), DownloadFailureReason.Interrupted, 4).SetArgDisplayNames("not gzip");
    }

    [TestCaseSource(nameof(BadGzip))]
    public async Task Bad_compression_fails_instead_of_yielding_half_a_page(byte[] body, DownloadFailureReason reason, int requests)
    {
        upstream.Map("/page", FakeAnswer.Ok(body) with { Headers = [new("Content-Encoding", "gzip")] });
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.ReceiveAsync(new UpstreamRequest { Uri = upstream.UrlOf("/page"), AcceptCompression = true }, (response, token) => response.ReadBoundedAsync(100_000_000, token)));

        Assert.That(failure.Reason, Is.EqualTo(reason));
        Assert.That(upstream.Requests, Has.Count.EqualTo(requests));
    }

    [TestCase("br")]
    [TestCase("deflate")]
    [TestCase("gzip, gzip")]
    public async Task Metadata_in_an_encoding_not_asked_for_is_refused(string encoding)
    {
        upstream.Map("/page", FakeAnswer.Ok("x") with { Headers = [new("Content-Encoding", encoding)] });
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/page"), AcceptCompression = true }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Protocol));
    }

    // N8.
    [Test]
    public async Task A_range_is_granted_when_the_entity_is_still_the_same()
    {
        upstream.Map("/f", FakeAnswer.Ok("0123456789") with { ETag = "\"v1\"", SupportsRange = true });
        using var client = kit.ClientTo(upstream.Url);

        await using var response = await client.SendAsync(new DownloadRequest { Uri = upstream.UrlOf("/f"), RangeFrom = 4, IfRange = "\"v1\"", ExpectedSize = 10 });

        Assert.That(response.RangeStart, Is.EqualTo(4));
        Assert.That(await response.ReadBoundedAsync(100), Is.EqualTo("456789"u8.ToArray()));
    }

    [TestCase(true, "\"v2\"")]
    [TestCase(false, "\"v1\"")]
    public async Task A_range_not_granted_starts_at_zero(bool supportsRange, string ifRange)
    {
        upstream.Map("/f", FakeAnswer.Ok("0123456789") with { ETag = "\"v1\"", SupportsRange = supportsRange });
        using var client = kit.ClientTo(upstream.Url);

        await using var response = await client.SendAsync(new DownloadRequest { Uri = upstream.UrlOf("/f"), RangeFrom = 4, IfRange = ifRange, ExpectedSize = 10 });

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.RangeStart, Is.Zero);
        Assert.That(await response.ReadBoundedAsync(100), Is.EqualTo("0123456789"u8.ToArray()));
    }

    [TestCase(4L, "bytes 5-9/10")]
    [TestCase(4L, "bytes 0-9/10")]
    [TestCase(4L, "lines 4-9/10")]
    [TestCase(4L, "rubbish")]
    [TestCase(null, "bytes 4-9/10")]
    public async Task Another_range_than_asked_for_is_refused(long? from, string contentRange)
    {
        upstream.Map("/f", FakeAnswer.Ok("456789") with { Status = 206, Headers = [new("Content-Range", contentRange)] });
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/f"), RangeFrom = from }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Protocol));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_page_beyond_the_limit_is_not_read_into_memory(bool chunked)
    {
        upstream.Map("/page", FakeAnswer.Ok(new byte[200_001]) with { Chunked = chunked });
        using var client = kit.ClientTo(upstream.Url);

        var fits = await kit.RunAsync(client.ReceiveAsync(new UpstreamRequest { Uri = upstream.UrlOf("/page") }, (response, token) => response.ReadBoundedAsync(200_001, token)));
        var failure = await kit.FailureOfAsync(client.ReceiveAsync(new UpstreamRequest { Uri = upstream.UrlOf("/page") }, (response, token) => response.ReadBoundedAsync(200_000, token)));

        Assert.That(fits, Has.Length.EqualTo(200_001));
        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.TooLarge));
        Assert.That(upstream.Requests, Has.Count.EqualTo(2));
    }

    [TestCase(null, 600)]
    [TestCase(5.0, 5)]
    public async Task Silence_in_the_body_ends_the_try(double? sockRead, double seconds)
    {
        upstream.Map("/f", FakeAnswer.Ok("0123456789") with { StallAfter = 4 });
        using var client = kit.ClientTo(upstream.Url, settings => settings with { SockReadTimeout = sockRead, MaxRetries = 0 });
        await using var response = await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/f") });
        var buffer = new byte[100];
        await response.Body.ReadExactlyAsync(buffer.AsMemory(0, 4));
        kit.Clock.Advance(TimeSpan.FromSeconds(seconds * 3));

        var read = response.Body.ReadAsync(buffer).AsTask();
        kit.Clock.Advance(TimeSpan.FromSeconds(seconds - 0.1));
        var before = read.IsCompleted;
        kit.Clock.Advance(TimeSpan.FromSeconds(seconds + 0.2));

        Assert.That(before, Is.False, "a slow reader is no silence of upstream");
        Assert.That(async () => await read, Throws.TypeOf<DownloadException>().With.Property(nameof(DownloadException.Reason)).EqualTo(DownloadFailureReason.Timeout).And.Message.Contains("sock_read_timeout"));
    }

    [Test]
    public async Task Silence_before_the_headers_ends_the_try_and_is_repeated()
    {
        var never = new TaskCompletionSource();
        upstream.Map("/f", FakeAnswer.Ok("x") with { Gate = never.Task }, FakeAnswer.Ok("y"));
        using var client = kit.ClientTo(upstream.Url);
        var work = client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/f") });
        await upstream.WhenRequestedAsync("/f");
        kit.Clock.Advance(TimeSpan.FromSeconds(600));

        await using var response = await kit.RunAsync(work);

        Assert.That(await response.ReadBoundedAsync(10), Is.EqualTo("y"u8.ToArray()));
    }

    [Test]
    public async Task The_total_timeout_covers_the_body()
    {
        upstream.Map("/f", FakeAnswer.Ok("0123456789") with { StallAfter = 4 });
        using var client = kit.ClientTo(upstream.Url, settings => settings with { TotalTimeout = 30, SockReadTimeout = 0 });
        await using var response = await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/f") });
        var work = response.ReadBoundedAsync(100);

        kit.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.That(async () => await work, Throws.TypeOf<DownloadException>().With.Message.Contains("total_timeout"));
    }

    [Test]
    public async Task A_connection_that_does_not_come_about_ends_by_the_connect_timeout()
    {
        var dialed = new TaskCompletionSource();
        kit.Network.Dial = async (_, token) =>
        {
            dialed.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return Stream.Null;
        };
        using var client = kit.ClientTo(upstream.Url, settings => settings with { SockConnectTimeout = 7, SockReadTimeout = 3, MaxRetries = 0 });
        var work = client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/f") });
        await dialed.Task;
        kit.Clock.Advance(TimeSpan.FromSeconds(7));

        // The clock stands still while the failure comes through: moved on, it would end the wait for an answer as well.
        var failure = Assert.ThrowsAsync<DownloadException>(async () => await work)!;

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Timeout));
        Assert.That(failure.Message, Does.Contain("connect timeout"), "connecting is not silence");
    }

    [Test]
    public async Task Cancelling_a_read_is_a_cancellation_and_no_failure_of_upstream()
    {
        upstream.Map("/f", FakeAnswer.Ok("0123456789") with { StallAfter = 4 });
        using var client = kit.ClientTo(upstream.Url);
        using var sending = new CancellationTokenSource();
        using var reading = new CancellationTokenSource();
        await using var response = await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/f") }, sending.Token);
        var work = response.ReadBoundedAsync(100, reading.Token);

        await reading.CancelAsync();

        Assert.That(async () => await work, Throws.InstanceOf<OperationCanceledException>());
    }

    // N10.
    [TestCase("nowhere.example", DownloadFailureReason.NameResolution, 1)]
    [TestCase("no-addresses.example", DownloadFailureReason.NameResolution, 1)]
    [TestCase("servfail.example", DownloadFailureReason.Connection, 4)]
    [TestCase("refused.example", DownloadFailureReason.Connection, 4)]
    public async Task A_host_that_cannot_be_reached_fails_fast(string host, DownloadFailureReason reason, int tries)
    {
        var resolutions = 0;
        kit.Network.Name("no-addresses.example", () => Counted([]));
        kit.Network.Name("servfail.example", () => Counted(null));
        kit.Network.Name("refused.example", () => Counted([IPAddress.Parse("192.0.2.1")]));
        using var client = kit.ClientTo(new Uri($"http://{host}/"));

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = new Uri($"http://{host}/x") }));

        Assert.That(failure.Reason, Is.EqualTo(reason));
        Assert.That(failure.Message, Does.Contain(host));
        Assert.That(host.StartsWith("nowhere", StringComparison.Ordinal) ? 1 : resolutions, Is.EqualTo(tries));

        IPAddress[] Counted(IPAddress[]? addresses)
        {
            resolutions++;
            return addresses ?? throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.TryAgain);
        }
    }

    [Test]
    public async Task Facts_of_the_answer_are_at_hand()
    {
        upstream.Map("/f", FakeAnswer.Ok("x", "text/html; charset=utf-8") with
        {
            ETag = "\"v1\"",
            Headers = [new("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"), new("Link", "<a>"), new("Link", "<b>")],
        });
        using var client = kit.ClientTo(upstream.Url);

        await using var response = await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/f") });

        Assert.That(response.ETag, Is.EqualTo("\"v1\""));
        Assert.That(response.ContentType, Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(response.ContentLength, Is.EqualTo(1));
        Assert.That(response.LastModified, Is.EqualTo(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(response.GetHeaders("link"), Is.EqualTo(new[] { "<a>", "<b>" }));
        Assert.That(response.GetHeader("absent"), Is.Null);
        Assert.That(upstream.Requests.Single()["User-Agent"], Does.StartWith("pulp-dotnet/"));
    }

    [Test]
    public async Task A_line_break_in_a_header_value_is_a_mistake_of_the_caller()
    {
        using var client = kit.ClientTo(upstream.Url);

        Assert.That(async () => await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/"), IfNoneMatch = "\"a\"\r\nX-Evil: 1" }), Throws.ArgumentException);
        Assert.That(upstream.Requests, Is.Empty);
        await Task.CompletedTask;
    }
}
