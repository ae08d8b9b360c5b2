using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Testing.Upstream;

namespace Pulp.AspNetCore.Tests.Serving;

/// <content>What is said of a promised file that does not come, or is only asked about.</content>
internal sealed partial class OnDemandTests
{
    [TestCase(404, 404), TestCase(403, 404), TestCase(500, 404), TestCase(429, 429)]
    public async Task When_no_source_has_it_the_answer_says_why(int upstream, int status)
    {
        Upstream.Map("/p", FakeAnswer.Of(upstream, "Retry-After", "7"));
        await PromiseAsync("p.bin", ServingHost.BytesOf(10));

        var (actual, body, answer) = await GetAsync("/pulp/content/f/p.bin");

        Assert.That(actual, Is.EqualTo(status));
        Assert.That(body, Does.Contain($"{upstream}"));
        Assert.That(answer.Headers.RetryAfter?.ToString(), Is.EqualTo(status == 429 ? "7" : null));
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
