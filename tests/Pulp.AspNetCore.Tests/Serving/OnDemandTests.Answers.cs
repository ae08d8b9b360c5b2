using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Remotes;
using Pulp.Testing.Upstream;

namespace Pulp.AspNetCore.Tests.Serving;

/// <content>What is said of a promised file that does not come, or is only asked about.</content>
internal sealed partial class OnDemandTests
{
    [TestCase(404, 404), TestCase(410, 404), TestCase(403, 502), TestCase(401, 502), TestCase(500, 502), TestCase(503, 502), TestCase(429, 429)]
    public async Task When_no_source_gives_it_the_answer_says_why(int upstream, int status)
    {
        Upstream.Map("/p", FakeAnswer.Of(upstream, "Retry-After", "7"));
        await PromiseAsync("p.bin", ServingHost.BytesOf(10));

        var (actual, body, answer) = await GetAsync("/pulp/content/f/p.bin");

        Assert.That(actual, Is.EqualTo(status));
        Assert.That(body, Does.Contain($"{upstream}"));
        Assert.That(answer.Headers.RetryAfter?.ToString(), Is.EqualTo(status == 404 ? null : "7"));
    }

    [TestCase("down", 504), TestCase("down,gone", 504), TestCase("gone,down", 504), TestCase("gone,gone", 404), TestCase("broken,gone", 502)]
    public async Task A_file_is_not_called_missing_while_a_source_cannot_be_asked(string sources, int status)
    {
        var bytes = ServingHost.BytesOf(10);
        Upstream.Map("/down", new FakeAnswer { Drop = true }).Map("/gone", FakeAnswer.Of(404)).Map("/broken", FakeAnswer.Of(500));
        var repository = await Host.NewRepositoryAsync();
        var promised = new List<(Remote, Uri)>();
        foreach (var source in sources.Split(','))
            promised.Add((await Host.NewRemoteAsync(Upstream.Url), Upstream.UrlOf($"/{source}")));
        await Host.PromiseAsync(repository, "p.bin", bytes, [.. promised]);
        await Host.ServeAsync("f", repository);

        Assert.That((await GetAsync("/pulp/content/f/p.bin")).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task Head_of_a_promised_file_tells_what_was_promised_and_fetches_nothing([Values(1000, Large)] int size)
    {
        var bytes = ServingHost.BytesOf(size);
        Upstream.Map("/p", FakeAnswer.Ok(bytes));
        await PromiseAsync("p.bin", bytes);

        using var head = await HeadAsync();
        Assert.That(Upstream.Requests, Is.Empty);
        using var read = await Host.Client.GetAsync("/pulp/content/f/p.bin");

        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(size));
        foreach (var (name, values) in head.Headers.Concat(head.Content.Headers).Where(header => header.Key != "Date"))
            Assert.That(read.Headers.Concat(read.Content.Headers).Single(header => header.Key == name).Value, Is.EqualTo(values), name);
        Assert.That(head.Headers.ETag, Is.Not.Null);
        Assert.That(await read.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Head_of_a_promised_file_whose_size_nobody_stated_fetches_it()
    {
        var bytes = ServingHost.BytesOf(1000);
        Upstream.Map("/p", FakeAnswer.Ok(bytes));
        await PromiseAsync("p.bin", bytes, isSizeStated: false);

        using var head = await HeadAsync();

        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(1000));
        Assert.That(Upstream.CountOf("/p"), Is.EqualTo(1));
    }

    [Test]
    public async Task Head_tells_of_no_file_that_has_no_source_or_only_one_that_gave_wrong_bytes()
    {
        var bytes = ServingHost.BytesOf(1000);
        Upstream.Map("/p", FakeAnswer.Ok(bytes) with { FlipBitAt = 1 });
        var repository = await PromiseAsync("p.bin", bytes);
        Assert.That((await GetAsync("/pulp/content/f/p.bin")).Status, Is.EqualTo(404));

        using (var resting = await HeadAsync())
            Assert.That((int)resting.StatusCode, Is.EqualTo(404));
        await Host.DeleteAsync((await Host.FileAsync(repository, "p.bin"))!.Sources.Single().RemoteId);
        using var gone = await HeadAsync();

        Assert.That((int)gone.StatusCode, Is.EqualTo(404));
    }

    private Task<HttpResponseMessage> HeadAsync() => Host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/pulp/content/f/p.bin"));
}
