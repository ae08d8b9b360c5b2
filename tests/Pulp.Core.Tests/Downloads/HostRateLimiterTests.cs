using Pulp.Downloads;
using Pulp.Testing.Time;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HostRateLimiterTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly HostRateLimiter limiter;

    public HostRateLimiterTests() => limiter = new HostRateLimiter(clock, new RetryPolicy(new DownloadOptions(), () => 0));

    // Requests, rate, expected seconds: the bucket starts with a tenth of a second's worth, at least one.
    [TestCase(1, 1, 0)]
    [TestCase(5, 1, 4)]
    [TestCase(5, 0.5, 8)]
    [TestCase(100, 10, 9.9)]
    [TestCase(1000, 100, 9.9)]
    [TestCase(1000, 0, 0)]
    public async Task Requests_are_spaced_by_the_rate(int requests, double rate, double seconds)
    {
        var work = Task.WhenAll(Enumerable.Range(0, requests).Select(_ => limiter.AcquireAsync("host", rate, null, default).AsTask()));

        await clock.AdvanceUntilAsync(work, TimeSpan.FromHours(1));

        Assert.That(clock.Elapsed.TotalSeconds, Is.EqualTo(seconds).Within(0.02));
    }

    [Test]
    public async Task A_caller_that_comes_late_does_not_lose_its_rate()
    {
        for (var i = 0; i < 100; i++)
        {
            await clock.AdvanceUntilAsync(limiter.AcquireAsync("host", 100, null, default).AsTask(), TimeSpan.FromHours(1));
            clock.Advance(TimeSpan.FromMilliseconds(i % 5 == 0 ? 30 : 0));
        }

        Assert.That(clock.Elapsed.TotalSeconds, Is.InRange(0.9, 1.03));
    }

    [Test]
    public async Task Hosts_do_not_wait_for_each_other()
    {
        limiter.Block("slow:443", TimeSpan.FromMinutes(1));

        var other = await limiter.AcquireAsync("fast:443", 1, null, default);

        Assert.That(other, Is.Null);
        Assert.That(limiter.AcquireAsync("SLOW:443", 0, null, default).AsTask().IsCompleted, Is.False);
    }

    [Test]
    public async Task A_pause_longer_than_the_patience_is_told_instead_of_waited_for_and_takes_no_token()
    {
        await limiter.AcquireAsync("host", 0.1, null, default);

        for (var i = 0; i < 3; i++)
        {
            var impatient = limiter.AcquireAsync("host", 0.1, TimeSpan.FromSeconds(1), default).AsTask();

            Assert.That(impatient.IsCompleted, "it does not wait");
            Assert.That(await impatient, Is.EqualTo(TimeSpan.FromSeconds(10)));
        }
    }

    [Test]
    public void A_shorter_pause_does_not_end_a_longer_one()
    {
        limiter.Block("host", TimeSpan.FromSeconds(60));
        limiter.Block("host", TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(59));

        Assert.That(limiter.AcquireAsync("host", 0, null, default).AsTask().IsCompleted, Is.False);
    }

    [Test]
    public async Task Two_clients_of_one_host_share_its_rate()
    {
        await using var kit = new DownloadKit();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/x", FakeAnswer.Ok("x"));
        using var first = kit.ClientTo(upstream.UrlOf("/a/"), settings => settings with { RateLimit = 2 });
        using var second = kit.ClientTo(upstream.UrlOf("/b/"), settings => settings with { RateLimit = 2 });

        for (var i = 0; i < 4; i++)
        {
            foreach (var client in (UpstreamClient[])[first, second])
                await (await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }))).DisposeAsync();
        }

        Assert.That(kit.Clock.Elapsed.TotalSeconds, Is.EqualTo(3.5).Within(0.01));
    }
}
