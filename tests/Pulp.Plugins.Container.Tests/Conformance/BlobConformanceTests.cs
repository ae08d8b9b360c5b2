using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Conformance;

[TestFixture]
public sealed class BlobConformanceTests : RegistryTest
{
    private static readonly string[] Algorithms = ["sha256", "sha512"];

    public static IEnumerable<TestCaseData> Pushes() =>
        from way in BlobPush.Ways.Keys
        from algorithm in Algorithms
        from size in new[] { 0, 1, 3_000, 400_000 }
        where size >= 3_000 || !way.Contains("early", StringComparison.Ordinal)
        select new TestCaseData(way, algorithm, size);

    public static IEnumerable<TestCaseData> WaysAndAlgorithms() => from way in BlobPush.Ways.Keys from algorithm in Algorithms select new TestCaseData(way, algorithm);

    [TestCaseSource(nameof(Pushes))]
    public async Task A_blob_that_was_pushed_is_served_and_can_be_deleted(string way, string algorithm, int size)
    {
        const string Name = "conformance/blobs";
        var bytes = Images.Random(size);
        var digest = Images.DigestOf(bytes, algorithm);
        using (var pushed = await BlobPush.Ways[way](new BlobPush(Host, Name), bytes, digest))
        {
            await AssertAsync(pushed, 201);
            Assert.That(pushed.Headers.Location!.OriginalString, Is.EqualTo($"/v2/{Name}/blobs/{digest}"));
            Assert.That(Header(pushed, "Docker-Content-Digest"), Is.EqualTo(digest));
        }

        var path = $"v2/{Name}/blobs/{digest}";
        using (var head = await Host.SendAsync(HttpMethod.Head, path, user: null))
        {
            await AssertAsync(head, 200);
            Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(size));
            Assert.That(Header(head, "Docker-Content-Digest"), Is.EqualTo(digest));
        }

        using (var pulled = await Host.GetAsync(path))
        {
            Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
            Assert.That(pulled.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/octet-stream"));
            Assert.That(Header(pulled, "Docker-Content-Digest"), Is.EqualTo(digest));
        }

        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, path), 202);
        await AssertAsync(await Host.GetAsync(path), 404, "BLOB_UNKNOWN");
        await AssertAsync(await Host.SendAsync(HttpMethod.Head, path, user: null), 404);
        Assert.That(Host.CountLeftovers(), Is.Zero);
    }

    [TestCaseSource(nameof(WaysAndAlgorithms))]
    public async Task A_blob_of_another_digest_is_refused_and_not_there(string way, string algorithm)
    {
        const string Name = "conformance/wrong";
        var bytes = Images.Random(3_000);
        var digest = Images.DigestOf(Images.Random(3_000), algorithm);
        await AssertAsync(await BlobPush.Ways[way](new BlobPush(Host, Name), bytes, digest), 400, "DIGEST_INVALID");
        await AssertAsync(await PushBlobAsync(Name, Images.Bytes("so that the name is there")), 201);
        foreach (var absent in new[] { digest, Images.DigestOf(bytes), Images.DigestOf(bytes, "sha512") })
            await AssertAsync(await Host.GetAsync($"v2/{Name}/blobs/{absent}"), 404, "BLOB_UNKNOWN");
        Assert.That(Host.CountLeftovers(), Is.Zero);
    }

    [Test]
    public async Task A_blob_pushed_without_naming_SHA512_first_may_end_with_it()
    {
        var bytes = Images.Random(300_000);
        var push = new BlobPush(Host, "conformance/late");
        var location = await push.PatchAsync(await push.BeginAsync("sha256"), bytes, 0..bytes.Length);
        await AssertAsync(await push.CloseAsync(location, Images.DigestOf(bytes, "sha512")), 201);
        await AssertAsync(await Host.GetAsync($"v2/conformance/late/blobs/{Images.DigestOf(bytes, "sha512")}"), 200);
        await AssertAsync(await Host.GetAsync($"v2/conformance/late/blobs/{Images.DigestOf(bytes)}"), 404, "BLOB_UNKNOWN");
    }

    [TestCase("md5", 400, "UNSUPPORTED")]
    [TestCase("SHA256", 400, "UNSUPPORTED")]
    [TestCase("sha256", 202, null)]
    [TestCase("sha512", 202, null)]
    public async Task An_upload_names_an_algorithm_that_is_used_here(string algorithm, int status, string? code) =>
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, $"v2/conformance/algorithm/blobs/uploads/?digest-algorithm={algorithm}"), status, code);

    [TestCaseSource(nameof(Algorithms))]
    public async Task A_blob_is_mounted(string algorithm)
    {
        var bytes = Images.Random(3_000);
        var digest = Images.DigestOf(bytes, algorithm);
        await AssertAsync(await BlobPush.Ways["one POST"](new BlobPush(Host, "conformance/from"), bytes, digest), 201);
        using var mounted = await Host.SendAsync(HttpMethod.Post, $"v2/conformance/to/blobs/uploads/?mount={digest}&from=conformance/from");
        await AssertAsync(mounted, 201);
        Assert.That(mounted.Headers.Location!.OriginalString, Is.EqualTo($"/v2/conformance/to/blobs/{digest}"));
        Assert.That(Header(mounted, "Docker-Content-Digest"), Is.EqualTo(digest));
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/conformance/from/blobs/{digest}"), 202);
        using var pulled = await Host.GetAsync($"v2/conformance/to/blobs/{digest}");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes), "what is deleted in the source stays where it was mounted");
    }

    [TestCase("mount={0}&from=conformance/empty")]
    [TestCase("mount={0}&from=conformance/none")]
    [TestCase("mount={0}&from=UPPER")]
    [TestCase("mount={0}&from=")]
    [TestCase("mount={0}")]
    public async Task What_cannot_be_mounted_is_uploaded(string query)
    {
        await AssertAsync(await PushBlobAsync("conformance/empty", Images.Bytes("another")), 201);
        var bytes = Images.Random(100);
        var digest = Images.DigestOf(bytes);
        using var begun = await Host.SendAsync(HttpMethod.Post, $"v2/conformance/mount/blobs/uploads/?{string.Format(System.Globalization.CultureInfo.InvariantCulture, query, digest)}");
        await AssertAsync(begun, 202);
        await AssertAsync(await new BlobPush(Host, "").CloseAsync(begun.Headers.Location!.OriginalString, digest, bytes), 201);
        await AssertAsync(await Host.GetAsync($"v2/conformance/mount/blobs/{digest}"), 200);
    }

    [TestCase("bytes=500-1499", 206, 500, 1000)]
    [TestCase("bytes=500-", 206, 500, 2500)]
    [TestCase("bytes=-500", 206, 2500, 500)]
    [TestCase("bytes=2000-5000", 206, 2000, 1000)]
    [TestCase("bytes=0-0", 206, 0, 1)]
    [TestCase("bytes=500-0", 416, 0, 0)]
    [TestCase("bytes=x-y", 200, 0, 3000)]
    [TestCase("lines=1-2", 200, 0, 3000)]
    [TestCase("bytes=5000-10000", 416, 0, 0)]
    [TestCase("bytes=3000-", 416, 0, 0)]
    public async Task A_part_of_a_blob_is_served(string range, int status, int start, int length)
    {
        var bytes = Images.Random(3_000);
        await AssertAsync(await PushBlobAsync("conformance/range", bytes), 201);
        using var answer = await Host.SendAsync(HttpMethod.Get, $"v2/conformance/range/blobs/{Images.DigestOf(bytes)}", user: null, headers: ("Range", range));
        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        if (status == 416)
        {
            Assert.That(answer.Content.Headers.ContentRange!.ToString(), Is.EqualTo("bytes */3000"));
            return;
        }

        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes[start..(start + length)]));
        if (status == 206)
            Assert.That(answer.Content.Headers.ContentRange!.ToString(), Is.EqualTo($"bytes {start}-{start + length - 1}/3000"));
    }

    [Test]
    public async Task An_upload_that_was_cancelled_is_not_there()
    {
        var push = new BlobPush(Host, "conformance/cancel");
        var bytes = Images.Random(300_000);
        var location = await push.PatchAsync(await push.BeginAsync("sha256"), bytes, 0..bytes.Length);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, location), 204);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Patch, HttpMethod.Delete })
            await AssertAsync(await Host.SendAsync(method, location, method == HttpMethod.Patch ? new ByteArrayContent(bytes) : null), 404, "BLOB_UPLOAD_UNKNOWN");
        await AssertAsync(await push.CloseAsync(location, Images.DigestOf(bytes)), 404, "BLOB_UPLOAD_UNKNOWN");
        Assert.That(Host.CountLeftovers(), Is.Zero);
    }
}
