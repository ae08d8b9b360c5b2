using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Testing.Time;
using Pulp.Testing.Upstream;

namespace Pulp.AspNetCore.Tests.Serving;

internal sealed class PullThroughTests : ServingTest
{
    private readonly ManualTimeProvider clock = new();
    private Repository repository = null!;

    protected override TimeProvider Time => clock;

    protected override void Configure(PulpOptions options) => options.PullThroughWindow = TimeSpan.FromSeconds(1);

    [Test]
    public async Task What_is_missing_is_fetched_once_and_added_to_the_repository([Values(100, 1_000_000)] int size)
    {
        var bytes = ServingHost.BytesOf(size);
        Upstream.Map("/a.bin", FakeAnswer.Ok(bytes));
        await PullAsync();

        for (var i = 0; i < 3; i++)
            Assert.That(await Host.Client.GetByteArrayAsync("/pulp/content/f/a.bin"), Is.EqualTo(bytes));
        var before = await Host.LatestAsync(repository);
        await FlushAsync();

        Assert.That(Upstream.CountOf("/a.bin"), Is.EqualTo(1));
        Assert.That(before.Number, Is.Zero);
        Assert.That((await Host.FileAsync(repository, "a.bin"))!.Stored!.Size, Is.EqualTo(size));
        Assert.That(await Host.Client.GetByteArrayAsync("/pulp/content/f/a.bin"), Is.EqualTo(bytes));
        Assert.That(Upstream.CountOf("/a.bin"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_comes_within_a_window_makes_one_version()
    {
        await PullAsync();
        for (var i = 0; i < 20; i++)
        {
            Upstream.Map($"/{i}.bin", FakeAnswer.Ok(ServingHost.BytesOf(10, i)));
            Assert.That((await GetAsync($"/pulp/content/f/{i}.bin")).Status, Is.EqualTo(200));
        }

        await FlushAsync();

        var latest = await Host.LatestAsync(repository);
        Assert.That(latest.Number, Is.EqualTo(1));
        Assert.That(latest.Summary.Present.Values.Sum(), Is.EqualTo(20));
    }

    [Test]
    public async Task Many_clients_make_one_request()
    {
        var bytes = ServingHost.BytesOf(500_000);
        var gate = new TaskCompletionSource();
        Upstream.Map("/a.bin", FakeAnswer.Ok(bytes) with { Gate = gate.Task });
        await PullAsync();

        var answers = Enumerable.Range(0, 50).Select(_ => Host.Client.GetByteArrayAsync("/pulp/content/f/a.bin")).ToList();
        await Upstream.WhenRequestedAsync("/a.bin");
        gate.SetResult();

        foreach (var answer in answers)
            Assert.That((await answer).AsSpan().SequenceEqual(bytes), Is.True);
        Assert.That(Upstream.CountOf("/a.bin"), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_looked_for_a_file_before_its_fetch_ended_and_comes_after_it_begins_no_other()
    {
        var bytes = ServingHost.BytesOf(1000);
        Upstream.Map("/a.bin", FakeAnswer.Ok(bytes));
        await PullAsync();
        var pause = Host.Services.GetRequiredService<ResolvePause>();

        var late = Host.Client.GetByteArrayAsync("/pulp/content/f/a.bin?late=1");
        await pause.Reached;
        var first = await Host.Client.GetByteArrayAsync("/pulp/content/f/a.bin");
        pause.Release();

        Assert.That(first, Is.EqualTo(bytes));
        Assert.That(await late, Is.EqualTo(bytes));
        Assert.That(Upstream.CountOf("/a.bin"), Is.EqualTo(1));
    }

    [TestCase(404, 404), TestCase(403, 403), TestCase(401, 502), TestCase(410, 404), TestCase(451, 451), TestCase(500, 502), TestCase(503, 503), TestCase(429, 429)]
    public async Task What_upstream_answers_is_passed_on_with_the_reason(int upstream, int status)
    {
        Upstream.Map("/a.bin", FakeAnswer.Of(upstream));
        await PullAsync();

        var (actual, body, _) = await GetAsync("/pulp/content/f/a.bin");

        Assert.That(actual, Is.EqualTo(status));
        Assert.That(body, Does.Contain($"answered {upstream}"));
    }

    [Test]
    public async Task That_upstream_has_not_a_file_is_remembered_for_a_short_while()
    {
        Upstream.Map("/a.bin", FakeAnswer.Of(404), FakeAnswer.Ok("here"));
        await PullAsync();

        var first = await GetAsync("/pulp/content/f/a.bin");
        var second = await GetAsync("/pulp/content/f/a.bin");
        clock.Advance(TimeSpan.FromSeconds(6));
        var later = await GetAsync("/pulp/content/f/a.bin");

        Assert.That((first.Status, second.Status, later.Body), Is.EqualTo((404, 404, "here")));
        Assert.That(Upstream.CountOf("/a.bin"), Is.EqualTo(2));
    }

    [Test]
    public async Task An_upstream_that_is_down_hides_nothing_that_is_here()
    {
        Upstream.Map("/a.bin", FakeAnswer.Ok("here"));
        await PullAsync();
        await Host.AddAsync(repository, ("local.bin", Encoding.ASCII.GetBytes("local")));
        await GetAsync("/pulp/content/f/a.bin");
        await Upstream.DisposeAsync();

        Assert.That((await GetAsync("/pulp/content/f/a.bin")).Body, Is.EqualTo("here"));
        Assert.That((await GetAsync("/pulp/content/f/local.bin")).Body, Is.EqualTo("local"));
        Assert.That((await GetAsync("/pulp/content/f/gone.bin")).Status, Is.EqualTo(504));
        await FlushAsync();
        Assert.That((await GetAsync("/pulp/content/f/a.bin")).Body, Is.EqualTo("here"));
    }

    [Test]
    public async Task What_is_here_is_never_asked_for_upstream()
    {
        Upstream.Map("/local.bin", FakeAnswer.Ok("theirs"));
        await PullAsync();
        await Host.AddAsync(repository, ("local.bin", Encoding.ASCII.GetBytes("ours")));

        Assert.That((await GetAsync("/pulp/content/f/local.bin")).Body, Is.EqualTo("ours"));
        Assert.That(Upstream.Requests, Is.Empty);
    }

    [Test]
    public async Task What_the_plugin_does_not_take_is_passed_on_or_refused()
    {
        Upstream.Map("/a.refused", FakeAnswer.Ok("odd")).Map("/a.never", FakeAnswer.Ok("never"));
        await PullAsync();

        Assert.That((await GetAsync("/pulp/content/f/a.refused")).Body, Is.EqualTo("odd"));
        Assert.That((await GetAsync("/pulp/content/f/a.never")).Status, Is.EqualTo(404));
        Assert.That(Upstream.CountOf("/a.never"), Is.Zero);
    }

    [Test]
    public async Task A_remote_with_the_policy_streamed_keeps_nothing()
    {
        Upstream.Map("/a.bin", FakeAnswer.Ok("here"));
        await PullAsync(DownloadPolicy.Streamed);

        Assert.That((await GetAsync("/pulp/content/f/a.bin")).Body, Is.EqualTo("here"));
        Assert.That((await GetAsync("/pulp/content/f/a.bin")).Body, Is.EqualTo("here"));

        Assert.That(Upstream.CountOf("/a.bin"), Is.EqualTo(2));
        await FlushAsync();
        Assert.That((await Host.LatestAsync(repository)).Number, Is.Zero);
    }

    [Test]
    public async Task A_transfer_that_breaks_off_leaves_nothing()
    {
        Upstream.Map("/a.bin", FakeAnswer.Ok(ServingHost.BytesOf(1_000_000)) with { CutAfter = 900_000 }, FakeAnswer.Ok(ServingHost.BytesOf(1_000_000)));
        await PullAsync();

        Assert.That(async () => await Host.Client.GetByteArrayAsync("/pulp/content/f/a.bin"), Throws.InstanceOf<HttpRequestException>());
        clock.Advance(TimeSpan.FromSeconds(6));

        Assert.That((await Host.Client.GetByteArrayAsync("/pulp/content/f/a.bin")).AsSpan().SequenceEqual(ServingHost.BytesOf(1_000_000)), Is.True);
    }

    [TestCase("/pulp/content/f/a%23b%3Bc%3Fd.bin", "/a%23b%3Bc%3Fd.bin")]
    [TestCase("/pulp/content/f/a%20b.bin", "/a%20b.bin")]
    public async Task Names_reach_upstream_as_they_came(string path, string target)
    {
        Upstream.Map(Uri.UnescapeDataString(target), FakeAnswer.Ok("here"));
        await PullAsync();

        Assert.That((await Host.SendRawAsync(path)).Status, Is.EqualTo(200));
        Assert.That(Upstream.Requests.Single().Target, Is.EqualTo(target));
    }

    [Test]
    public async Task What_was_brought_is_added_when_the_server_stops()
    {
        Upstream.Map("/a.bin", FakeAnswer.Ok("here"));
        await PullAsync();
        await GetAsync("/pulp/content/f/a.bin");

        await Host.RestartAsync();

        Assert.That(await Host.FileAsync(repository, "a.bin"), Is.Not.Null);
    }

    private async Task PullAsync(DownloadPolicy policy = DownloadPolicy.OnDemand)
    {
        repository = await Host.NewRepositoryAsync();
        var remote = await Host.NewRemoteAsync(Upstream.Url, policy);
        await Host.CreateAsync(new PullingDistribution { Name = "pulling", BasePath = "f", Repository = repository.Id, Remote = remote.Id });
    }

    private async Task FlushAsync()
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        await Host.Services.GetRequiredService<Pulp.Serving.PullThrough>().FlushAsync();
    }
}
