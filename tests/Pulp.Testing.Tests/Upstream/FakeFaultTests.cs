using System.Net;
using System.Text;
using Pulp.Testing.Upstream;

namespace Pulp.Testing.Tests.Upstream;

public sealed class FakeFaultTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("twenty bytes of body");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private FakeUpstream upstream = null!;
    private HttpClient client = null!;

    [SetUp]
    public async Task Start()
    {
        upstream = (await FakeUpstream.StartAsync()).Map("/a", FakeAnswer.Ok(Body)).Map("/b", FakeAnswer.Ok(Body));
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = upstream.Url, Timeout = Limit };
    }

    [TearDown]
    public async Task Stop()
    {
        client.Dispose();
        await upstream.DisposeAsync();
    }

    [Test]
    public void A_cut_answer_ends_before_its_length()
    {
        upstream.Disturb("/a", FakeFault.Cut);
        Assert.That(() => client.GetByteArrayAsync("/a"), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public void A_dropped_request_has_no_answer()
    {
        upstream.Disturb("/a", FakeFault.Drop);
        Assert.That(() => client.GetAsync("/a"), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task A_stalled_answer_sends_half_and_waits_for_the_client_to_go()
    {
        upstream.Disturb("/a", FakeFault.Stall);
        using var answer = await client.GetAsync("/a", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[Body.Length / 2]);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.That(async () => await stream.ReadAsync(new byte[1], patience.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Wrong_bytes_are_as_many()
    {
        upstream.Disturb("/a", FakeFault.WrongBytes);
        var bytes = await client.GetByteArrayAsync("/a");
        Assert.That(bytes, Has.Length.EqualTo(Body.Length));
        Assert.That(bytes.Zip(Body).Count(pair => pair.First != pair.Second), Is.EqualTo(1));
    }

    [Test]
    public async Task Shortened_bytes_come_with_their_true_length()
    {
        upstream.Disturb("/a", FakeFault.Shortened);
        Assert.That(await client.GetByteArrayAsync("/a"), Is.EqualTo(Body[..(Body.Length / 2)]));
    }

    [TestCase("7", "7")]
    [TestCase(null, null)]
    public async Task Too_many_requests_may_say_when_to_come_again(string? retryAfter, string? sent)
    {
        upstream.Disturb("/a", FakeFault.TooManyRequests(retryAfter));
        using var answer = await client.GetAsync("/a");
        Assert.That((answer.StatusCode, answer.Headers.RetryAfter?.ToString()), Is.EqualTo((HttpStatusCode.TooManyRequests, sent)));
    }

    [Test]
    public async Task A_redirect_names_another_address()
    {
        upstream.Disturb("/a", FakeFault.Redirect("/b", 307));
        using var answer = await client.GetAsync("/a");
        Assert.That((answer.StatusCode, answer.Headers.Location?.ToString()), Is.EqualTo((HttpStatusCode.TemporaryRedirect, "/b")));
    }

    [Test]
    public async Task A_slow_answer_goes_on_when_the_test_lets_it()
    {
        var gate = new TaskCompletionSource();
        upstream.Disturb("/a", FakeFault.Slow(gate.Task));
        using var answer = await client.GetAsync("/a", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var bytes = new byte[Body.Length];
        await stream.ReadExactlyAsync(bytes.AsMemory(0, Body.Length / 2));
        var rest = stream.ReadExactlyAsync(bytes.AsMemory(Body.Length / 2)).AsTask();
        Assert.That(rest.IsCompleted, Is.False);

        gate.SetResult();
        await rest.WaitAsync(Limit);
        Assert.That(bytes, Is.EqualTo(Body));
    }

    [Test]
    public async Task Faults_of_a_path_follow_each_other_and_then_all_is_well()
    {
        upstream.Disturb("/a", FakeFault.Status(503), times: 2).Disturb("/a", FakeFault.TooManyRequests(), times: 1);
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
            statuses.Add(await StatusAsync("/a"));

        Assert.That(statuses, Is.EqualTo(new[] { 503, 503, 429, 200 }));
        Assert.That(upstream.Disturbed, Is.EqualTo(3));
    }

    [Test]
    public async Task A_fault_of_all_paths_holds_until_upstream_recovers()
    {
        upstream.DisturbAll(FakeFault.Status(500)).Disturb("/b", FakeFault.Status(503), times: 1);
        Assert.That((await StatusAsync("/a"), await StatusAsync("/b"), await StatusAsync("/b"), await StatusAsync("/unknown")), Is.EqualTo((500, 503, 500, 500)));

        upstream.Recover();
        Assert.That((await StatusAsync("/a"), await StatusAsync("/b"), await StatusAsync("/unknown")), Is.EqualTo((200, 200, 404)));
    }

    [Test]
    public async Task A_fault_is_met_whatever_the_script_is_now()
    {
        upstream.Disturb("/a", FakeFault.WrongBytes).Map("/a", FakeAnswer.Ok("other"));
        Assert.That(await client.GetStringAsync("/a"), Is.Not.EqualTo("other").And.Length.EqualTo(5));
        upstream.Unmap("/a").Recover();
        Assert.That(await StatusAsync("/a"), Is.EqualTo(404));
    }

    [Test]
    public async Task A_fault_of_a_tests_own_changes_the_answer()
    {
        upstream.Disturb("/a", FakeFault.Of("teapot", answer => answer with { Status = 418 }));
        Assert.That(await StatusAsync("/a"), Is.EqualTo(418));
    }

    private async Task<int> StatusAsync(string path)
    {
        using var answer = await client.GetAsync(path);
        return (int)answer.StatusCode;
    }
}
