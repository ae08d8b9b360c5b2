using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Conformance;

[TestFixture]
public sealed class ManifestConformanceTests : RegistryTest
{
    public static IEnumerable<TestCaseData> Cases() =>
        from algorithm in new[] { "sha256", "sha512" }
        from content in ManifestCase.All(algorithm)
        select new TestCaseData(content, algorithm).SetArgDisplayNames(content.Name, algorithm);

    [TestCaseSource(nameof(Cases))]
    public async Task What_was_pushed_is_served_byte_for_byte_and_can_be_deleted(object given, string algorithm)
    {
        var content = (ManifestCase)given;
        var name = $"conformance/{algorithm}/{content.Name.Replace(' ', '-').ToLowerInvariant()}";
        foreach (var blob in content.Blobs)
            await AssertAsync(await BlobPush.Ways["POST and PUT"](new BlobPush(Host, name), blob, Images.DigestOf(blob, algorithm)), 201);
        foreach (var (mediaType, bytes) in content.Manifests)
        {
            using var pushed = await PutManifestAsync(name, Images.DigestOf(bytes, algorithm), bytes, mediaType);
            await AssertPushedAsync(pushed, content, name, Images.DigestOf(bytes, algorithm));
        }

        // Pushed by its tag, a manifest is known by its SHA-256; to be known by the other it is pushed by digest.
        var (lastType, last) = content.Manifests[^1];
        var digest = Images.DigestOf(last, algorithm);
        using (var tagged = algorithm == "sha256" ? await PutManifestAsync(name, "v1", last, lastType) : await PutManifestAsync(name, $"{digest}?tag=v1", last, lastType))
            await AssertPushedAsync(tagged, content, name, digest);

        foreach (var (mediaType, bytes) in content.Manifests)
            await AssertServedAsync(name, Images.DigestOf(bytes, algorithm), mediaType, bytes, algorithm);
        await AssertServedAsync(name, "v1", lastType, last, algorithm);
        Assert.That((await Host.GetJsonAsync($"v2/{name}/tags/list", null)).GetRawText(), Is.EqualTo($$"""{"name":"{{name}}","tags":["v1"]}"""));
        foreach (var blob in content.Blobs)
            await AssertAsync(await Host.SendAsync(HttpMethod.Head, $"v2/{name}/blobs/{Images.DigestOf(blob, algorithm)}", user: null), 200);

        await DeleteAsync(name, "v1");
        Assert.That((await Host.GetJsonAsync($"v2/{name}/tags/list", null)).GetProperty("tags").GetArrayLength(), Is.Zero);
        foreach (var (_, bytes) in content.Manifests.Reverse())
        {
            // What only an index held goes with it.
            var reference = Images.DigestOf(bytes, algorithm);
            if (bytes == last || (int)(await Host.GetAsync($"v2/{name}/manifests/{reference}")).StatusCode != 404)
                await DeleteAsync(name, reference);
        }

        foreach (var blob in content.Blobs)
            await AssertAsync(await Host.GetAsync($"v2/{name}/blobs/{Images.DigestOf(blob, algorithm)}"), 404, "BLOB_UNKNOWN");
    }

    [TestCase("sha256")]
    [TestCase("sha512")]
    public async Task A_manifest_under_another_digest_is_refused(string algorithm)
    {
        var config = Images.Config(label: "digest");
        await AssertAsync(await PushBlobAsync("conformance/digest", config), 201);
        var manifest = Images.Image(config, []);
        var other = Images.DigestOf(Images.Bytes("another"), algorithm);
        await AssertAsync(await PutManifestAsync("conformance/digest", other, manifest), 400, "DIGEST_INVALID");
        await AssertAsync(await Host.GetAsync($"v2/conformance/digest/manifests/{other}"), 404, "MANIFEST_UNKNOWN");
        await AssertAsync(await Host.GetAsync($"v2/conformance/digest/manifests/{Images.DigestOf(manifest)}"), 404, "MANIFEST_UNKNOWN");
    }

    [TestCase(ManifestMediaTypes.OciManifest + "; charset=utf-8", 201, null)]
    [TestCase(ManifestMediaTypes.OciIndex, 400, "MANIFEST_INVALID")]
    [TestCase(ManifestMediaTypes.DockerManifest, 400, "MANIFEST_INVALID")]
    [TestCase("application/json", 400, "MANIFEST_INVALID")]
    [TestCase("text/html", 400, "MANIFEST_INVALID")]
    public async Task The_type_a_manifest_is_sent_with_is_the_one_it_states(string contentType, int status, string? code)
    {
        var config = Images.Config(label: "type");
        await AssertAsync(await PushBlobAsync("conformance/type", config), 201);
        var content = new ByteArrayContent(Images.Image(config, []));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        await AssertAsync(await Host.SendAsync(HttpMethod.Put, "v2/conformance/type/manifests/latest", content), status, code);
        if (status == 201)
        {
            using var pulled = await Host.GetAsync("v2/conformance/type/manifests/latest");
            Assert.That(pulled.Content.Headers.ContentType!.ToString(), Is.EqualTo(ManifestMediaTypes.OciManifest));
        }
    }

    [TestCase("latest")]
    [TestCase("@")]
    public async Task An_index_states_the_sizes_of_what_it_lists(string child)
    {
        var name = $"conformance/listed-{child.Length}";
        var image = await PushImageAsync(name, child, "listed");
        var index = Images.Index(image);
        var wrong = Images.Bytes(System.Text.Encoding.UTF8.GetString(index).Replace($"\"size\":{image.Length}", $"\"size\":{image.Length + 1}", StringComparison.Ordinal));
        Assert.That(wrong, Is.Not.EqualTo(index));
        await AssertAsync(await PutManifestAsync(name, "index", wrong, ManifestMediaTypes.OciIndex), 400, "SIZE_INVALID");
        await AssertAsync(await PutManifestAsync(name, "index", index, ManifestMediaTypes.OciIndex), 201);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_manifest_beyond_4_MiB_is_too_large_and_nothing_of_it_stays(bool hasLength)
    {
        var bytes = new byte[ManifestReader.MaximumSize + 1];
        Array.Fill(bytes, (byte)' ');
        HttpContent content = hasLength ? new ByteArrayContent(bytes) : new StreamContent(new MemoryStream(bytes));
        content.Headers.ContentType = new(ManifestMediaTypes.OciManifest);
        await AssertAsync(await PushBlobAsync("conformance/large", Images.Config()), 201);
        (string, string)[] headers = hasLength ? [] : [("Transfer-Encoding", "chunked")];
        await AssertAsync(await Host.SendAsync(HttpMethod.Put, "v2/conformance/large/manifests/latest", content, headers: headers), 413, "MANIFEST_INVALID");
        await AssertAsync(await Host.GetAsync("v2/conformance/large/manifests/latest"), 404, "MANIFEST_UNKNOWN");
    }

    private static async Task AssertPushedAsync(HttpResponseMessage pushed, ManifestCase content, string name, string digest)
    {
        await AssertAsync(pushed, 201);
        Assert.That(pushed.Headers.Location!.OriginalString, Is.EqualTo($"/v2/{name}/manifests/{digest}"));
        Assert.That(Header(pushed, "Docker-Content-Digest"), Is.EqualTo(digest));
        Assert.That(Header(pushed, "OCI-Subject"), Is.EqualTo(content.Subject ?? ""));
    }

    private async Task AssertServedAsync(string name, string reference, string mediaType, byte[] bytes, string algorithm)
    {
        foreach (var method in new[] { HttpMethod.Head, HttpMethod.Get })
        {
            using var answer = await Host.SendAsync(method, $"v2/{name}/manifests/{reference}", user: null, accept: $"{mediaType}, application/x-other");
            await AssertAsync(answer, 200);
            Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo(mediaType));
            Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(bytes.Length));
            Assert.That(Header(answer, "Docker-Content-Digest"), Is.EqualTo(Images.DigestOf(bytes, algorithm)));
            Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(method == HttpMethod.Get ? bytes : []));
        }
    }

    private async Task DeleteAsync(string name, string reference)
    {
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/{name}/manifests/{reference}"), 202);
        await AssertAsync(await Host.GetAsync($"v2/{name}/manifests/{reference}"), 404, "MANIFEST_UNKNOWN");
        await AssertAsync(await Host.SendAsync(HttpMethod.Head, $"v2/{name}/manifests/{reference}", user: null), 404);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/{name}/manifests/{reference}"), 404, "MANIFEST_UNKNOWN");
    }
}
