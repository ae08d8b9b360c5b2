using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Maintenance;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Storage;
using Pulp.Testing.Time;
using Pulp.Testing.Upstream;

namespace Pulp.AspNetCore.Tests.Serving;

internal sealed partial class OnDemandTests : ServingTest
{
    private const int Large = 2_000_000;
    private readonly ManualTimeProvider clock = new();

    protected override TimeProvider Time => clock;

    [Test]
    public async Task A_promised_file_is_fetched_once_and_kept([Values(0, 1, 500, 64 * 1024, 64 * 1024 + 1, Large)] int size, [Values] bool sizeIsStated)
    {
        var bytes = ServingHost.BytesOf(size);
        Upstream.Map("/p", FakeAnswer.Ok(bytes) with { Chunked = !sizeIsStated });
        var repository = await PromiseAsync("p.bin", bytes);

        for (var i = 0; i < 3; i++)
            Assert.That(await Host.Client.GetByteArrayAsync("/pulp/content/f/p.bin"), Is.EqualTo(bytes));

        Assert.That(Upstream.CountOf("/p"), Is.EqualTo(1));
        Assert.That((await Host.FileAsync(repository, "p.bin"))!.Stored!.Sha256, Is.EqualTo(ServingHost.Sha256Of(bytes)));
    }

    [Test]
    public async Task Two_hundred_clients_make_one_request([Values(1000, Large)] int size)
    {
        var bytes = ServingHost.BytesOf(size);
        var gate = new TaskCompletionSource();
        Upstream.Map("/p", FakeAnswer.Ok(bytes) with { Gate = gate.Task });
        await PromiseAsync("p.bin", bytes);
        using var client = Host.NewClient();

        var answers = Enumerable.Range(0, 200).Select(_ => client.GetByteArrayAsync("/pulp/content/f/p.bin")).ToList();
        await Upstream.WhenRequestedAsync("/p");
        gate.SetResult();

        foreach (var answer in answers)
            Assert.That((await answer).AsSpan().SequenceEqual(bytes), Is.True);
        Assert.That(Upstream.CountOf("/p"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_file_is_stored_before_its_last_byte_is_answered()
    {
        var bytes = ServingHost.BytesOf(Large);
        Upstream.Map("/p", FakeAnswer.Ok(bytes));
        var repository = await PromiseAsync("p.bin", bytes);

        await using var stream = await Host.Client.GetStreamAsync("/pulp/content/f/p.bin");
        await stream.ReadExactlyAsync(new byte[Large]);

        Assert.That((await Host.FileAsync(repository, "p.bin"))!.Stored, Is.Not.Null);
    }

    [Test]
    public async Task Bytes_reach_the_client_while_upstream_still_sends([Values(70_000, 131_072, 131_073, 1_000_000)] int sent)
    {
        var bytes = ServingHost.BytesOf(Large);
        Upstream.Map("/p", FakeAnswer.Ok(bytes) with { StallAfter = sent });
        await PromiseAsync("p.bin", bytes);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        await using var stream = await Host.Client.GetStreamAsync("/pulp/content/f/p.bin", limit.Token);
        var part = new byte[sent - 1];
        await stream.ReadExactlyAsync(part, limit.Token);

        Assert.That(part, Is.EqualTo(bytes[..(sent - 1)]));
    }

    [Test]
    public async Task A_client_that_reads_nothing_holds_up_nobody()
    {
        var bytes = ServingHost.BytesOf(40_000_000);
        Upstream.Map("/p", FakeAnswer.Ok(bytes));
        await PromiseAsync("p.bin", bytes);
        using var slow = new TcpClient { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(IPAddress.Loopback, Host.Url.Port);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /pulp/content/f/p.bin HTTP/1.1\r\nHost: x\r\n\r\n"));
        await Upstream.WhenRequestedAsync("/p");

        var read = await Host.Client.GetByteArrayAsync("/pulp/content/f/p.bin");

        Assert.That(read.AsSpan().SequenceEqual(bytes), Is.True);
        Assert.That(Upstream.CountOf("/p"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_fetch_goes_on_when_its_client_leaves()
    {
        var bytes = ServingHost.BytesOf(Large);
        var gate = new TaskCompletionSource();
        Upstream.Map("/p", FakeAnswer.Ok(bytes) with { Gate = gate.Task });
        await PromiseAsync("p.bin", bytes);
        using var leaving = new CancellationTokenSource();
        var left = Host.Client.GetAsync("/pulp/content/f/p.bin", leaving.Token);
        await Upstream.WhenRequestedAsync("/p");

        await leaving.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        gate.SetResult();
        var read = await Host.Client.GetByteArrayAsync("/pulp/content/f/p.bin");

        Assert.That(read.AsSpan().SequenceEqual(bytes), Is.True);
        Assert.That(Upstream.CountOf("/p"), Is.EqualTo(1));
    }

    [Test]
    [Platform("Linux")]
    public async Task Clients_that_leave_in_the_middle_leave_no_file_open([Values] DownloadPolicy policy)
    {
        var bytes = ServingHost.BytesOf(20_000_000);
        Upstream.Map("/p", FakeAnswer.Ok(bytes));
        await PromiseAsync("p.bin", bytes, policy);

        for (var round = 0; round < 2; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
            {
                await using var stream = await Host.Client.GetStreamAsync("/pulp/content/f/p.bin");
                await stream.ReadExactlyAsync(new byte[1000]);
            }));
        }

        await Host.RestartAsync();

        var open = Directory.GetFiles("/proc/self/fd").Select(link => new FileInfo(link).LinkTarget ?? "").Where(target => target.StartsWith(Host.Media, StringComparison.Ordinal) && !Directory.Exists(target));
        Assert.That(open, Is.Empty);
    }

    public static IEnumerable<TestCaseData> Faults()
    {
        var faults = new (string Name, Func<FakeAnswer, FakeAnswer> Break)[]
        {
            ("cut", answer => answer with { CutAfter = answer.Body.Length - 5 }),
            ("flipped", answer => answer with { FlipBitAt = answer.Body.Length - 1 }),
            ("flipped at the start", answer => answer with { FlipBitAt = 0 }),
            ("too short", answer => answer with { Body = answer.Body[..^1] }),
            ("too long", answer => answer with { Body = ServingHost.BytesOf(answer.Body.Length + 1) }),
            ("too long without a length", answer => answer with { Body = ServingHost.BytesOf(answer.Body.Length + 1), Chunked = true }),
            ("too short without a length", answer => answer with { Body = answer.Body[..^1], Chunked = true }),
        };
        foreach (var (name, damage) in faults)
        {
            foreach (var size in new[] { 1000, Large })
                yield return new TestCaseData(size, damage).SetArgDisplayNames($"{name} {size}");
        }
    }

    [TestCaseSource(nameof(Faults))]
    public async Task Wrong_bytes_never_look_like_the_file_and_are_never_stored(int size, Func<FakeAnswer, FakeAnswer> damage)
    {
        var bytes = ServingHost.BytesOf(size);
        Upstream.Map("/p", damage(FakeAnswer.Ok(bytes)));
        var repository = await PromiseAsync("p.bin", bytes);

        var whole = await TryGetAsync("/pulp/content/f/p.bin");

        Assert.That(whole, Is.Null);
        Assert.That((await Host.FileAsync(repository, "p.bin"))!.Stored, Is.Null);
        Assert.That(StoredFiles(), Is.Empty);
    }

    [TestCaseSource(nameof(Faults))]
    public async Task A_small_file_comes_from_the_next_source_when_the_first_is_wrong(int size, Func<FakeAnswer, FakeAnswer> damage)
    {
        // What was sent cannot be taken back: a large file whose end is wrong fails, and the next request asks the next source.
        var bytes = ServingHost.BytesOf(size);
        Upstream.Map("/bad", damage(FakeAnswer.Ok(bytes))).Map("/good", FakeAnswer.Ok(bytes));
        var repository = await Host.NewRepositoryAsync();
        await Host.PromiseAsync(repository, "p.bin", bytes, (await Host.NewRemoteAsync(Upstream.Url), Upstream.UrlOf("/bad")), (await Host.NewRemoteAsync(Upstream.Url), Upstream.UrlOf("/good")));
        await Host.ServeAsync("f", repository);

        var first = await TryGetAsync("/pulp/content/f/p.bin");
        if (size <= 64 * 1024)
            Assert.That(first, Is.EqualTo(bytes));
        else
            Assert.That(first is null || first.AsSpan().SequenceEqual(bytes), Is.True);
    }

    [Test]
    public async Task A_source_of_wrong_bytes_rests_and_is_asked_again_later()
    {
        var bytes = ServingHost.BytesOf(1000);
        Upstream.Map("/p", FakeAnswer.Ok(bytes) with { FlipBitAt = 3 }, FakeAnswer.Ok(bytes));
        var repository = await PromiseAsync("p.bin", bytes);

        var first = await GetAsync("/pulp/content/f/p.bin");
        clock.Advance(TimeSpan.FromSeconds(299));
        var resting = await GetAsync("/pulp/content/f/p.bin");
        var askedMeanwhile = Upstream.CountOf("/p");
        clock.Advance(TimeSpan.FromSeconds(2));
        var later = await GetAsync("/pulp/content/f/p.bin");

        Assert.That((first.Status, resting.Status, later.Status), Is.EqualTo((404, 404, 200)));
        Assert.That(askedMeanwhile, Is.EqualTo(1));
        Assert.That((await Host.FileAsync(repository, "p.bin"))!.Sources.Single().FailedAt, Is.Null);
    }

    [Test]
    public async Task Without_its_remote_a_promise_leads_nowhere()
    {
        var bytes = ServingHost.BytesOf(10);
        Upstream.Map("/p", FakeAnswer.Ok(bytes));
        var repository = await Host.NewRepositoryAsync();
        var remote = await Host.NewRemoteAsync(Upstream.Url);
        await Host.PromiseAsync(repository, "p.bin", bytes, (remote, Upstream.UrlOf("/p")));
        await Host.ServeAsync("f", repository);
        await Host.DeleteAsync(remote.Id);

        var (status, _, _) = await GetAsync("/pulp/content/f/p.bin");

        Assert.That(status, Is.EqualTo(404));
        Assert.That(Upstream.Requests, Is.Empty);
    }

    [Test]
    public async Task Streamed_files_are_passed_through_verified_and_not_kept([Values(1000, Large)] int size)
    {
        var bytes = ServingHost.BytesOf(size);
        Upstream.Map("/p", FakeAnswer.Ok(bytes), FakeAnswer.Ok(bytes), FakeAnswer.Ok(bytes) with { FlipBitAt = size - 1 });
        var repository = await PromiseAsync("p.bin", bytes, DownloadPolicy.Streamed);

        for (var i = 0; i < 2; i++)
            Assert.That(await TryGetAsync("/pulp/content/f/p.bin"), Is.EqualTo(bytes));

        Assert.That(Upstream.CountOf("/p"), Is.EqualTo(2));
        Assert.That((await Host.FileAsync(repository, "p.bin"))!.Stored, Is.Null);
        Assert.That(StoredFiles(), Is.Empty);
        Assert.That(await TryGetAsync("/pulp/content/f/p.bin"), Is.Null);
    }

    [TestCase(DownloadPolicy.OnDemand, 1000), TestCase(DownloadPolicy.OnDemand, Large), TestCase(DownloadPolicy.Streamed, 1000), TestCase(DownloadPolicy.Streamed, Large)]
    public async Task A_range_of_a_promised_file_is_that_part_while_the_whole_is_fetched(DownloadPolicy policy, int size)
    {
        var bytes = ServingHost.BytesOf(size);
        Upstream.Map("/p", FakeAnswer.Ok(bytes) with { SupportsRange = true });
        var repository = await PromiseAsync("p.bin", bytes, policy);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pulp/content/f/p.bin") { Headers = { Range = new(size - 300, size - 201) } };

        using var answer = await Host.Client.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes[^300..^200]));
        Assert.That(Upstream.Requests.Single()["Range"], Is.Null);
        if (policy == DownloadPolicy.OnDemand)
        {
            Assert.That(await Host.Client.GetByteArrayAsync("/pulp/content/f/p.bin"), Is.EqualTo(bytes));
            Assert.That(Upstream.CountOf("/p"), Is.EqualTo(1));
            Assert.That((await Host.FileAsync(repository, "p.bin"))!.Stored, Is.Not.Null);
        }
    }

    [Test]
    public async Task Bytes_that_came_under_another_unit_are_not_fetched_again()
    {
        var bytes = ServingHost.BytesOf(1000);
        Upstream.Map("/p", FakeAnswer.Ok(bytes));
        var repository = await PromiseAsync("p.bin", bytes);
        await Host.AddAsync(await Host.NewRepositoryAsync(), ("other.bin", bytes));

        Assert.That(await Host.Client.GetByteArrayAsync("/pulp/content/f/p.bin"), Is.EqualTo(bytes));

        Assert.That(Upstream.Requests, Is.Empty);
        Assert.That((await Host.FileAsync(repository, "p.bin"))!.Stored, Is.Not.Null);
    }

    [Test]
    public async Task A_repair_fetches_from_the_first_source_that_gives_the_right_bytes()
    {
        var bytes = ServingHost.BytesOf(100_000);
        Upstream.Map("/bad", FakeAnswer.Ok(bytes) with { FlipBitAt = 99_999 }).Map("/good", FakeAnswer.Ok(bytes));
        var repository = await Host.NewRepositoryAsync();
        var bad = await Host.NewRemoteAsync(Upstream.Url);
        await Host.PromiseAsync(repository, "p.bin", bytes, (bad, Upstream.UrlOf("/bad")), (await Host.NewRemoteAsync(Upstream.Url), Upstream.UrlOf("/good")));
        var file = (await Host.FileAsync(repository, "p.bin"))!;
        var expected = new ArtifactWriteOptions { ExpectedDigests = file.Best!.Digests, ReplaceExisting = true };

        var staged = await Host.Services.GetRequiredService<IArtifactRefetcher>().RefetchAsync(file, expected, CancellationToken.None);

        Assert.That(staged!.Sha256.Hex, Is.EqualTo(ServingHost.Sha256Of(bytes)));
        Assert.That(staged.ReplaceExisting, Is.True);
        Assert.That((await Host.FileAsync(repository, "p.bin"))!.Sources.Single(source => source.RemoteId == bad.Id).FailedAt, Is.EqualTo(clock.GetUtcNow()));
    }

    [Test]
    public async Task An_upstream_that_is_down_hides_nothing_that_is_here()
    {
        var bytes = ServingHost.BytesOf(1000);
        Upstream.Map("/p", FakeAnswer.Ok(bytes));
        await PromiseAsync("p.bin", bytes);
        await Host.Client.GetByteArrayAsync("/pulp/content/f/p.bin");
        await Upstream.DisposeAsync();

        Assert.That(await Host.Client.GetByteArrayAsync("/pulp/content/f/p.bin"), Is.EqualTo(bytes));
    }

    private async Task<Repository> PromiseAsync(string path, byte[] bytes, DownloadPolicy policy = DownloadPolicy.OnDemand, bool isSizeStated = true)
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.PromiseAsync(repository, path, bytes, isSizeStated ? bytes.Length : null, (await Host.NewRemoteAsync(Upstream.Url, policy), Upstream.UrlOf("/p")));
        await Host.ServeAsync("f", repository);
        return repository;
    }

    // Gives null for an error and for a body that broke off.
    private async Task<byte[]?> TryGetAsync(string path)
    {
        try
        {
            using var answer = await Host.Client.GetAsync(path);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private string[] StoredFiles()
    {
        var artifacts = Path.Combine(Host.Media, "artifact");
        return Directory.Exists(artifacts) ? Directory.GetFiles(artifacts, "*", SearchOption.AllDirectories) : [];
    }
}
