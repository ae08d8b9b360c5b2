using System.Net;
using System.Security.Cryptography;
using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

internal sealed class UpstreamRetryTests
{
    private static readonly byte[] File = [.. Enumerable.Range(0, 10_000).Select(i => (byte)i)];
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

    [Test]
    public async Task Half_a_body_then_a_flipped_bit_then_429_then_the_good_file_takes_exactly_four_requests()
    {
        var good = FakeAnswer.Ok(File);
        upstream.Map("/f", good with { CutAfter = File.Length / 2 }, good with { FlipBitAt = 77 }, FakeAnswer.Of(429, "Retry-After", "1"), good);
        using var client = kit.ClientTo(upstream.Url);

        var stored = await kit.RunAsync(client.ReceiveAsync(new DownloadRequest { Uri = upstream.UrlOf("/f"), ExpectedSize = File.Length }, ReceiveVerifiedAsync));

        Assert.That(stored, Is.EqualTo(File));
        Assert.That(upstream.CountOf("/f"), Is.EqualTo(4));
    }

    [TestCase(429, true)]
    [TestCase(500, true)]
    [TestCase(502, true)]
    [TestCase(503, true)]
    [TestCase(504, true)]
    [TestCase(520, true)]
    [TestCase(408, true)]
    [TestCase(400, false)]
    [TestCase(401, false)]
    [TestCase(403, false)]
    [TestCase(404, false)]
    [TestCase(410, false)]
    [TestCase(501, false)]
    public async Task A_status_is_retried_only_when_it_may_pass(int status, bool retried)
    {
        upstream.Map("/x", FakeAnswer.Of(status), FakeAnswer.Ok("fine"));
        using var client = kit.ClientTo(upstream.Url);

        await using var response = await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }));

        Assert.That((int)response.StatusCode, Is.EqualTo(retried ? 200 : status));
        Assert.That(upstream.Requests, Has.Count.EqualTo(retried ? 2 : 1));
    }

    [TestCase(null, 4)]
    [TestCase(0, 1)]
    [TestCase(1, 2)]
    public async Task MaxRetries_bounds_the_repetitions_and_three_is_the_default(int? maxRetries, int requests)
    {
        upstream.Map("/x", FakeAnswer.Of(503));
        using var client = kit.ClientTo(upstream.Url, settings => settings with { MaxRetries = maxRetries });

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.ServerError));
        Assert.That(failure.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(failure.IsTransient);
        Assert.That(upstream.Requests, Has.Count.EqualTo(requests));
    }

    [Test]
    public async Task Pauses_grow_exponentially_within_half_of_their_length()
    {
        upstream.Map("/x", FakeAnswer.Of(503));
        using var client = kit.ClientTo(upstream.Url, settings => settings with { MaxRetries = 4 });

        await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }));

        Assert.That(kit.Clock.Elapsed.TotalSeconds, Is.InRange(7.5, 15));
    }

    // N5. Seconds to wait: at least, at most (jitter is up to a tenth, at most 5 s); without a usable value the usual back-off.
    [TestCase("7", 7, 7.7)]
    [TestCase("0", 0.5, 1)]
    [TestCase("-5", 0.5, 1)]
    [TestCase("soon", 0.5, 1)]
    [TestCase("", 0.5, 1)]
    [TestCase("999999999999999999999999", 120, 125)]
    [TestCase("Thu, 01 Jan 2026 00:00:30 GMT", 30, 33)]
    [TestCase("Thu, 01 Jan 2099 00:00:00 GMT", 120, 125)]
    [TestCase("Thu, 01 Jan 2015 00:00:00 GMT", 0.5, 1)]
    public async Task RetryAfter_is_honoured_within_its_cap(string value, double atLeast, double atMost)
    {
        upstream.Map("/x", FakeAnswer.Of(503, "Retry-After", value), FakeAnswer.Ok("fine"));
        using var client = kit.ClientTo(upstream.Url);

        await using var response = await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }));

        Assert.That(response.IsSuccess);
        Assert.That(kit.Clock.Elapsed.TotalSeconds, Is.InRange(atLeast, atMost));
    }

    [Test]
    public async Task RetryAfter_holds_back_every_client_of_the_host()
    {
        upstream.Map("/limited", FakeAnswer.Of(429, "Retry-After", "60"));
        upstream.Map("/other", FakeAnswer.Ok("fine"));
        using var first = kit.ClientTo(upstream.Url, settings => settings with { MaxRetries = 0 });
        using var second = kit.ClientTo(upstream.UrlOf("/another-remote/"));
        var failure = await kit.FailureOfAsync(first.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/limited") }));

        await using var response = await kit.RunAsync(second.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/other") }));

        Assert.That(failure.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(60)));
        Assert.That(kit.Clock.Elapsed.TotalSeconds, Is.InRange(60, 66));
    }

    [Test]
    public async Task A_request_without_the_patience_for_the_pause_fails_at_once_and_tells_how_long_it_is()
    {
        upstream.Map("/x", FakeAnswer.Of(429, "Retry-After", "60"));
        using var client = kit.ClientTo(upstream.Url);
        var request = new UpstreamRequest { Uri = upstream.UrlOf("/x"), Patience = TimeSpan.FromSeconds(5) };

        var first = await kit.FailureOfAsync(client.SendAsync(request));
        var second = await kit.FailureOfAsync(client.SendAsync(request));

        Assert.That(first.Reason, Is.EqualTo(DownloadFailureReason.RateLimited));
        Assert.That(second.Reason, Is.EqualTo(DownloadFailureReason.RateLimited));
        Assert.That(second.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(60)));
        Assert.That(upstream.Requests, Has.Count.EqualTo(1));
        Assert.That(kit.Clock.Elapsed, Is.EqualTo(TimeSpan.Zero));
    }

    private static IEnumerable<TestCaseData> BrokenTransfers()
    {
        var good = FakeAnswer.Ok(File);
        yield return new TestCaseData(good with { CutAfter = 0 }).SetArgDisplayNames("cut before the body");
        yield return new TestCaseData(good with { CutAfter = 4096 }).SetArgDisplayNames("cut at 4096");
        yield return new TestCaseData(good with { CutAfter = File.Length - 1 }).SetArgDisplayNames("cut before the last byte");
        yield return new TestCaseData(good with { CutAfter = 4096, Chunked = true }).SetArgDisplayNames("chunked body cut");
        yield return new TestCaseData(good with { Drop = true }).SetArgDisplayNames("reset before the answer");
        yield return new TestCaseData(FakeAnswer.RawText("HTTP/1.1 200 OK\r\n\r\nshort")).SetArgDisplayNames("close-delimited and short");
        yield return new TestCaseData(good with { FlipBitAt = 0 }).SetArgDisplayNames("flipped bit");
        yield return new TestCaseData(FakeAnswer.Ok(File.AsMemory(1))).SetArgDisplayNames("one byte less");
        yield return new TestCaseData(FakeAnswer.Ok((byte[])[.. File, 1])).SetArgDisplayNames("one byte more");
        yield return new TestCaseData(FakeAnswer.Ok((byte[])[.. File, 1]) with { Chunked = true }).SetArgDisplayNames("one byte more, unannounced");
    }

    // N1, N2, I11.
    [TestCaseSource(nameof(BrokenTransfers))]
    public async Task A_broken_transfer_is_repeated_from_the_start(FakeAnswer broken)
    {
        upstream.Map("/f", broken, FakeAnswer.Ok(File));
        using var client = kit.ClientTo(upstream.Url);

        var stored = await kit.RunAsync(client.ReceiveAsync(new DownloadRequest { Uri = upstream.UrlOf("/f"), ExpectedSize = File.Length }, ReceiveVerifiedAsync));

        Assert.That(stored, Is.EqualTo(File));
        Assert.That(upstream.CountOf("/f"), Is.EqualTo(2));
    }

    [TestCaseSource(nameof(BrokenTransfers))]
    public async Task A_transfer_that_stays_broken_fails(FakeAnswer broken)
    {
        upstream.Map("/f", broken);
        using var client = kit.ClientTo(upstream.Url);
        var work = client.ReceiveAsync(new DownloadRequest { Uri = upstream.UrlOf("/f"), ExpectedSize = File.Length }, ReceiveVerifiedAsync);

        var failure = await Record(() => kit.RunAsync(work));

        Assert.That(failure, Is.InstanceOf<DownloadException>().Or.InstanceOf<DigestMismatchException>());
        Assert.That(upstream.CountOf("/f"), Is.EqualTo(4));
    }

    [Test]
    public async Task A_sink_is_opened_anew_for_each_try_and_holds_the_whole_file_in_the_end()
    {
        upstream.Map("/f", FakeAnswer.Ok(File) with { CutAfter = 5000 }, FakeAnswer.Ok(File));
        using var client = kit.ClientTo(upstream.Url);
        var sinks = new List<MemoryStream>();

        var size = await kit.RunAsync(client.DownloadAsync(new DownloadRequest { Uri = upstream.UrlOf("/f") }, _ =>
        {
            sinks.Add(new MemoryStream());
            return ValueTask.FromResult<Stream>(sinks[^1]);
        }));

        Assert.That(size, Is.EqualTo(File.Length));
        Assert.That(sinks, Has.Count.EqualTo(2));
        Assert.That(sinks[1].ToArray(), Is.EqualTo(File));
    }

    [TestCase(-1, false)]
    [TestCase(-1, true)]
    [TestCase(1, false)]
    [TestCase(1, true)]
    public async Task Another_size_than_expected_fails_announced_or_not(int difference, bool chunked)
    {
        upstream.Map("/f", FakeAnswer.Ok(File) with { Chunked = chunked });
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.DownloadAsync(new DownloadRequest { Uri = upstream.UrlOf("/f"), ExpectedSize = File.Length + difference }, _ => ValueTask.FromResult<Stream>(new MemoryStream())));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.SizeMismatch));
        Assert.That(failure.IsTransient, Is.False);
    }

    [Test]
    public async Task An_expected_size_beyond_any_memory_fails_without_reserving_it()
    {
        upstream.Map("/f", FakeAnswer.Ok(File), FakeAnswer.Ok(File) with { Chunked = true });
        using var client = kit.ClientTo(upstream.Url, settings => settings with { MaxRetries = 1 });
        var before = GC.GetTotalAllocatedBytes();

        var failure = await kit.FailureOfAsync(client.DownloadAsync(new DownloadRequest { Uri = upstream.UrlOf("/f"), ExpectedSize = 1L << 62 }, _ => ValueTask.FromResult(Stream.Null)));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.SizeMismatch));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(20_000_000));
    }

    [Test]
    public async Task A_download_of_what_is_not_there_says_so_without_opening_a_sink()
    {
        using var client = kit.ClientTo(upstream.Url);

        var failure = await kit.FailureOfAsync(client.DownloadAsync(new DownloadRequest { Uri = upstream.UrlOf("/nothing") }, _ => throw new InvalidOperationException("no sink is needed")));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.NotFound));
        Assert.That(failure.IsTransient, Is.False);
        Assert.That(upstream.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_receivers_own_failure_is_not_repeated()
    {
        upstream.Map("/f", FakeAnswer.Ok(File));
        using var client = kit.ClientTo(upstream.Url);
        var work = client.ReceiveAsync<int>(new UpstreamRequest { Uri = upstream.UrlOf("/f") }, (_, _) => throw new IOException("No space left on device"));

        var failure = await Record(() => kit.RunAsync(work));

        Assert.That(failure, Is.TypeOf<IOException>());
        Assert.That(upstream.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Cancelling_during_a_pause_ends_the_work_as_cancelled()
    {
        upstream.Map("/x", FakeAnswer.Of(503));
        using var client = kit.ClientTo(upstream.Url);
        using var stop = new CancellationTokenSource();
        var work = client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }, stop.Token);
        await kit.Clock.NextTimerAsync(TimeSpan.FromMinutes(1));

        await stop.CancelAsync();

        Assert.That(async () => await work, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(upstream.Requests, Has.Count.EqualTo(1));
    }

    private static async Task<Exception?> Record(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static async Task<byte[]> ReceiveVerifiedAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        response.EnsureSuccess();
        var bytes = await response.ReadBoundedAsync(1 << 20, cancellationToken);
        var (actual, expected) = (Digest.Sha256(SHA256.HashData(bytes)), Digest.Sha256(SHA256.HashData(File)));
        return actual == expected ? bytes : throw new DigestMismatchException("sha256", expected.Hex, actual.Hex);
    }
}
