using System.Net;
using System.Text;
using Pulp.AspNetCore.Tests.Serving.Support;

namespace Pulp.AspNetCore.Tests.Serving;

internal sealed class RangeAndConditionTests : ServingTest
{
    private static readonly byte[] Small = Encoding.ASCII.GetBytes("0123456789");

    [TestCase("bytes=0-3", 206, "0123", "bytes 0-3/10")]
    [TestCase("bytes=4-", 206, "456789", "bytes 4-9/10")]
    [TestCase("bytes=-3", 206, "789", "bytes 7-9/10")]
    [TestCase("bytes=-30", 206, "0123456789", "bytes 0-9/10")]
    [TestCase("bytes=8-99999999999999999999", 206, "89", "bytes 8-9/10")]
    [TestCase("BYTES=0-0", 206, "0", "bytes 0-0/10")]
    [TestCase("bytes=10-", 416, "", "bytes */10")]
    [TestCase("bytes=99999999999999999999-", 416, "", "bytes */10")]
    [TestCase("bytes=-0", 416, "", "bytes */10")]
    [TestCase("bytes=0-1,3-4", 200, "0123456789", null)]
    [TestCase("bytes=3-1", 416, "", "bytes */10")]
    [TestCase("bytes=a-b", 200, "0123456789", null)]
    [TestCase("bytes=--1", 200, "0123456789", null)]
    [TestCase("bytes=+1-2", 200, "0123456789", null)]
    [TestCase("bytes=", 200, "0123456789", null)]
    [TestCase("bytes", 200, "0123456789", null)]
    [TestCase("lines=0-1", 200, "0123456789", null)]
    public async Task Ranges_are_answered_as_the_rfc_says(string range, int status, string body, string? contentRange)
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.txt", Small));
        await Host.ServeAsync("f", repository);

        // The second answer comes from memory.
        for (var i = 0; i < 2; i++)
        {
            var (actual, text, answer) = await GetAsync("/pulp/content/f/a.txt", ("Range", range));
            Assert.That(actual, Is.EqualTo(status));
            Assert.That(text, Is.EqualTo(body));
            Assert.That(answer.Content.Headers.ContentRange?.ToString(), Is.EqualTo(contentRange));
        }
    }

    [Test]
    public async Task Only_a_get_has_ranges([Values(10, 1_000_000)] int size, [Values("bytes=0-3", "bytes=2000000-")] string range)
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.bin", ServingHost.BytesOf(size)));
        await Host.ServeAsync("f", repository);

        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, "/pulp/content/f/a.bin");
            request.Headers.TryAddWithoutValidation("Range", range);
            using var answer = await Host.Client.SendAsync(request);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(size));
            Assert.That(answer.Content.Headers.ContentRange, Is.Null);
        }
    }

    [Test]
    public async Task A_range_of_a_large_file_is_that_part_of_it()
    {
        var bytes = ServingHost.BytesOf(1_000_000);
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.bin", bytes));
        await Host.ServeAsync("f", repository);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pulp/content/f/a.bin") { Headers = { Range = new(500_000, 899_999) } };

        using var answer = await Host.Client.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes[500_000..900_000]));
    }

    [Test]
    public async Task Unchanged_files_are_not_sent_again()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.txt", Small));
        await Host.ServeAsync("f", repository);
        var (_, _, first) = await GetAsync("/pulp/content/f/a.txt");
        var tag = first.Headers.ETag!.Tag;
        var date = first.Content.Headers.LastModified!.Value.ToString("r");

        Assert.Multiple(async () =>
        {
            foreach (var (name, value, status) in new[]
            {
                ("If-None-Match", tag, 304), ("If-None-Match", $"W/{tag}", 304), ("If-None-Match", $"\"x\", {tag}", 304), ("If-None-Match", "*", 304),
                ("If-None-Match", "\"x\"", 200), ("If-None-Match", "garbage", 200), ("If-Modified-Since", date, 304), ("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT", 200), ("If-Modified-Since", "weird", 200),
                ("If-Match", tag, 200), ("If-Match", "*", 200), ("If-Match", $"\"x\", {tag}", 200), ("If-Match", "\"x\"", 412), ("If-Match", $"W/{tag}", 412),
                ("If-Unmodified-Since", date, 200), ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT", 412), ("If-Unmodified-Since", "weird", 200),
            })
                Assert.That((await GetAsync("/pulp/content/f/a.txt", (name, value))).Status, Is.EqualTo(status), $"{name}: {value}");
            Assert.That((await GetAsync("/pulp/content/f/a.txt", ("If-None-Match", "\"x\""), ("If-Modified-Since", date))).Status, Is.EqualTo(200));
            Assert.That((await GetAsync("/pulp/content/f/a.txt", ("Range", "bytes=1-2"), ("If-Range", tag))).Body, Is.EqualTo("12"));
            Assert.That((await GetAsync("/pulp/content/f/a.txt", ("Range", "bytes=1-2"), ("If-Range", date))).Body, Is.EqualTo("12"));
            Assert.That((await GetAsync("/pulp/content/f/a.txt", ("Range", "bytes=1-2"), ("If-Range", "\"x\""))).Body, Is.EqualTo("0123456789"));
            Assert.That((await GetAsync("/pulp/content/f/a.txt", ("Range", "bytes=1-2"), ("If-Range", $"W/{tag}"))).Body, Is.EqualTo("0123456789"));
        });
    }
}
