using Pulp.Plugins.Container.Tests.Conformance;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class UploadFaultTests : RegistryTest
{
    [TestCase("0-5", 10, false, "SIZE_INVALID", 0)]
    [TestCase("0-50", 10, false, "SIZE_INVALID", 0)]
    [TestCase("0-5", 10, true, "SIZE_INVALID", 6)]
    [TestCase("0-50", 10, true, "SIZE_INVALID", 10)]
    [TestCase("5-0", 10, false, "BLOB_UPLOAD_INVALID", 0)]
    [TestCase("a-b", 10, false, "BLOB_UPLOAD_INVALID", 0)]
    [TestCase("-9", 10, false, "BLOB_UPLOAD_INVALID", 0)]
    [TestCase("0-99999999999999999999", 10, false, "BLOB_UPLOAD_INVALID", 0)]
    public async Task A_range_that_does_not_fit_its_body_is_refused_and_the_upload_goes_on(string range, int length, bool isChunked, string code, int received)
    {
        var bytes = Images.Random(length);
        var push = new BlobPush(Host, "faults/range");
        var location = await push.BeginAsync("sha256");
        HttpContent content = isChunked ? new StreamContent(new MemoryStream(bytes)) : new ByteArrayContent(bytes);
        (string, string)[] headers = isChunked ? [("Content-Range", range), ("Transfer-Encoding", "chunked")] : [("Content-Range", range)];
        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, location, content, headers: headers), 400, code);
        using (var status = await Host.SendAsync(HttpMethod.Get, location))
            Assert.That(Header(status, "Range"), Is.EqualTo($"0-{Math.Max(received - 1, 0)}"));
        await AssertAsync(await push.CloseAsync(location, Images.DigestOf(bytes), bytes[received..], received..bytes.Length), 201);
    }

    [Test]
    public async Task Of_clients_that_send_the_same_part_at_once_one_is_heard()
    {
        var bytes = Images.Random(300_000);
        var push = new BlobPush(Host, "faults/busy");
        var location = await push.BeginAsync("sha256");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(bytes), headers: ("Content-Range", $"0-{bytes.Length - 1}"))));
        Assert.That(answers.Select(answer => (int)answer.StatusCode).Order(), Is.EqualTo(new[] { 202 }.Concat(Enumerable.Repeat(416, 7))));
        await AssertAsync(await push.CloseAsync(location, Images.DigestOf(bytes)), 201);
        using var pulled = await Host.GetAsync($"v2/faults/busy/blobs/{Images.DigestOf(bytes)}");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Of_manifests_pushed_to_one_tag_at_once_each_is_kept_and_one_is_named()
    {
        const string Name = "faults/tag";
        var config = Images.Config(label: "tag");
        await AssertAsync(await PushBlobAsync(Name, config), 201);
        var manifests = Enumerable.Range(0, 6).Select(i => Images.Image(config, [], $",\"annotations\":{{\"n\":\"{i}\"}}")).ToList();
        var pushes = await Task.WhenAll(manifests.Select(manifest => PutManifestAsync(Name, "latest", manifest)));
        Assert.That(pushes.Select(push => (int)push.StatusCode), Is.All.EqualTo(201));
        using var latest = await Host.GetAsync($"v2/{Name}/manifests/latest");
        Assert.That(manifests.Select(manifest => Images.DigestOf(manifest)), Does.Contain(Header(latest, "Docker-Content-Digest")));
        foreach (var manifest in manifests)
            await AssertAsync(await Host.GetAsync($"v2/{Name}/manifests/{Images.DigestOf(manifest)}"), 200);
        Assert.That((await Host.LatestAsync(Name))!.Number, Is.EqualTo(6));
    }

    [TestCase("admin", 404)]
    [TestCase(null, 401)]
    public async Task An_upload_under_a_guessed_name_is_not_there(string? user, int status)
    {
        var location = await new BlobPush(Host, "faults/guessed").BeginAsync("sha256");
        foreach (var id in new[] { "x", Guid.Empty.ToString(), Guid.NewGuid().ToString(), location.Split('/')[^1].Replace("-", "", StringComparison.Ordinal), location.Split('/')[^1].ToUpperInvariant() + "x" })
            await AssertAsync(await Host.SendAsync(HttpMethod.Get, $"v2/faults/guessed/blobs/uploads/{Uri.EscapeDataString(id)}", user: user), status);
    }

    [TestCase(129)]
    [TestCase(5_000)]
    public async Task A_tag_that_is_too_long_is_refused(int length)
    {
        var config = Images.Config(label: "long tag");
        await AssertAsync(await PushBlobAsync("faults/long", config), 201);
        await AssertAsync(await PutManifestAsync("faults/long", new string('t', length), Images.Image(config, [])), 400, "MANIFEST_INVALID");
        await AssertAsync(await PutManifestAsync("faults/long", $"{Images.DigestOf(Images.Image(config, []))}?tag={new string('t', length)}", Images.Image(config, [])), 400, "MANIFEST_INVALID");
    }

    [Test]
    public async Task More_tags_than_are_taken_at_once_are_refused_and_none_is_made()
    {
        var config = Images.Config(label: "tags");
        await AssertAsync(await PushBlobAsync("faults/tags", config), 201);
        var manifest = Images.Image(config, []);
        await AssertAsync(await PutManifestAsync("faults/tags", $"{Images.DigestOf(manifest)}?{string.Join('&', Enumerable.Range(0, 101).Select(i => $"tag=t{i}"))}", manifest), 414, "UNSUPPORTED");
        Assert.That((await Host.LatestAsync("faults/tags"))!.Number, Is.Zero);
    }

    [TestCase("n=9223372036854775807", 200)]
    [TestCase("n=0", 200)]
    [TestCase("n=-1", 400)]
    [TestCase("n=x", 400)]
    public async Task A_catalog_of_any_length_is_bounded(string query, int status) => await AssertAsync(await Host.GetAsync($"v2/_catalog?{query}", "admin"), status);

    [Test]
    public async Task A_digest_known_only_from_a_private_repository_opens_nothing_elsewhere()
    {
        await Host.CreateRepositoryAsync("faults/private", isPrivate: true);
        var bytes = Images.Random(100);
        await AssertAsync(await PushBlobAsync("faults/private", bytes), 201);
        await AssertAsync(await PushBlobAsync("faults/open", Images.Bytes("other")), 201);
        foreach (var method in new[] { HttpMethod.Head, HttpMethod.Get })
            await AssertAsync(await Host.SendAsync(method, $"v2/faults/open/blobs/{Images.DigestOf(bytes)}", user: null), 404);
    }
}
