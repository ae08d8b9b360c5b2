using System.Net;
using System.Net.Http.Headers;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class PullTests : RegistryTest
{
    [Test]
    public async Task A_manifest_is_served_by_tag_and_digest_byte_for_byte()
    {
        var manifest = await PushImageAsync("pull/bytes", "latest", "bytes", "layer");
        var digest = Images.DigestOf(manifest);
        foreach (var reference in new[] { "latest", digest, "latest" })
        {
            using var answer = await Host.GetAsync($"v2/pull/bytes/manifests/{reference}");
            Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
            Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo(ManifestMediaTypes.OciManifest));
            Assert.That(Header(answer, "Docker-Content-Digest"), Is.EqualTo(digest));
            Assert.That(answer.Headers.ETag!.Tag, Is.EqualTo($"\"{digest}\""));
            using var head = await Host.SendAsync(HttpMethod.Head, $"v2/pull/bytes/manifests/{reference}", user: null);
            Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(manifest.Length));
            Assert.That(Header(head, "Docker-Content-Digest"), Is.EqualTo(digest));
        }
    }

    [Test]
    public async Task A_client_that_has_the_manifest_is_told_so()
    {
        var manifest = await PushImageAsync("pull/etag", "latest", "etag");
        using var answer = await Host.SendAsync(HttpMethod.Get, "v2/pull/etag/manifests/latest", user: null, headers: ("If-None-Match", $"\"{Images.DigestOf(manifest)}\""));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [TestCase("application/vnd.oci.image.manifest.v1+json", 200)]
    [TestCase("application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json;q=0.5", 200)]
    [TestCase("*/*", 200)]
    [TestCase("application/*", 200)]
    [TestCase(null, 200)]
    [TestCase("application/vnd.docker.distribution.manifest.v2+json", 404)]
    [TestCase("text/*", 404)]
    [TestCase("", 200)]
    [TestCase(" , ", 200)]
    public async Task A_tag_is_answered_in_a_form_the_client_takes(string? accept, int status)
    {
        await PushImageAsync("pull/accept", "latest", "accept");
        for (var i = 0; i < 2; i++)
            await AssertAsync(await Host.GetAsync("v2/pull/accept/manifests/latest", accept: accept), status, status == 404 ? "MANIFEST_UNKNOWN" : null);
    }

    [Test]
    public async Task A_blob_is_served_whole_and_in_part()
    {
        var large = new byte[300_000];
        new Random(1).NextBytes(large);
        foreach (var bytes in new[] { Images.Bytes("a small layer"), large })
        {
            await AssertAsync(await PushBlobAsync("pull/blob", bytes), 201);
            var path = $"v2/pull/blob/blobs/{Images.DigestOf(bytes)}";
            using var whole = await Host.GetAsync(path);
            Assert.That(await whole.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
            Assert.That(Header(whole, "Docker-Content-Digest"), Is.EqualTo(Images.DigestOf(bytes)));
            Assert.That(whole.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/octet-stream"));
            using var head = await Host.SendAsync(HttpMethod.Head, path, user: null);
            Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(bytes.Length));
            using var part = await Host.SendAsync(HttpMethod.Get, path, user: null, headers: ("Range", "bytes=2-5"));
            Assert.That(part.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
            Assert.That(await part.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes[2..6]));
            using var suffix = await Host.SendAsync(HttpMethod.Get, path, user: null, headers: ("Range", "bytes=-3"));
            Assert.That(await suffix.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes[^3..]));
            using var beyond = await Host.SendAsync(HttpMethod.Get, path, user: null, headers: ("Range", "bytes=300000-"));
            Assert.That(beyond.StatusCode, Is.EqualTo(HttpStatusCode.RequestedRangeNotSatisfiable));
            using var several = await Host.SendAsync(HttpMethod.Get, path, user: null, headers: ("Range", "bytes=0-1,3-4"));
            Assert.That(await several.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
        }
    }

    [Test]
    public async Task What_was_answered_before_comes_from_memory_until_the_repository_changes()
    {
        var manifest = await PushImageAsync("pull/memory", "latest", "memory", "a small one");
        foreach (var path in new[] { $"v2/pull/memory/blobs/{Images.DigestOf(Images.Bytes("a small one"))}", "v2/pull/memory/manifests/latest" })
        {
            await AssertAsync(await Host.GetAsync(path), 200);
            using var again = await Host.SendAsync(HttpMethod.Head, path, user: null);
            Assert.That(Header(again, "X-PULP-CACHE"), Is.EqualTo("HIT"), path);
            Assert.That(Header(again, "Docker-Content-Digest"), Does.StartWith("sha256:"));
            Assert.That(Header(again, "Docker-Distribution-Api-Version"), Is.EqualTo("registry/2.0"));
        }

        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/pull/memory/manifests/{Images.DigestOf(manifest)}"), 202);
        await AssertAsync(await Host.GetAsync($"v2/pull/memory/blobs/{Images.DigestOf(Images.Bytes("a small one"))}"), 404, "BLOB_UNKNOWN");
        await AssertAsync(await Host.GetAsync("v2/pull/memory/manifests/latest"), 404, "MANIFEST_UNKNOWN");
    }

    [TestCase("manifests/none", 404, "MANIFEST_UNKNOWN")]
    [TestCase("manifests/sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 404, "MANIFEST_UNKNOWN")]
    [TestCase("manifests/-x", 404, "MANIFEST_UNKNOWN")]
    [TestCase("manifests/%252e%252e", 404, "MANIFEST_UNKNOWN")]
    [TestCase("manifests/a:b", 400, "DIGEST_INVALID")]
    [TestCase("manifests/sha256:ABCD", 400, "DIGEST_INVALID")]
    [TestCase("blobs/sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 404, "BLOB_UNKNOWN")]
    [TestCase("blobs/sha256:short", 400, "DIGEST_INVALID")]
    [TestCase("blobs/md5:d41d8cd98f00b204e9800998ecf8427e", 400, "DIGEST_INVALID")]
    [TestCase("blobs/sha384:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 400, "UNSUPPORTED")]
    [TestCase("referrers/x", 400, "DIGEST_INVALID")]
    public async Task What_is_not_there_or_malformed_is_refused(string path, int status, string code)
    {
        await PushImageAsync("pull/missing", "latest", "missing");
        await AssertAsync(await Host.GetAsync($"v2/pull/missing/{path}"), status, code);
    }

    [TestCase("v2/UPPER/manifests/x")]
    [TestCase("v2/none/manifests/x")]
    [TestCase("v2/a//b/manifests/x")]
    [TestCase("v2/_catalog/manifests/x")]
    [TestCase("v2/none/blobs/sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("v2/none/tags/list")]
    [TestCase("v2/none")]
    public async Task A_name_that_is_not_there_is_unknown_to_those_who_may_create_it(string path) =>
        await AssertAsync(await Host.GetAsync(path, "admin"), 404, "NAME_UNKNOWN");

    [Test]
    public async Task Tags_are_listed_in_parts()
    {
        var manifest = await PushImageAsync("pull/tags", "b", "tags");
        foreach (var tag in new[] { "a", "C", "d" })
            await AssertAsync(await PutManifestAsync("pull/tags", tag, manifest), 201);
        Assert.That(await TagsAsync(""), Is.EqualTo("C,a,b,d"));
        Assert.That(await TagsAsync("?n=2"), Is.EqualTo("C,a </v2/pull/tags/tags/list?n=2&last=a>; rel=\"next\""));
        Assert.That(await TagsAsync("?n=2&last=a"), Is.EqualTo("b,d"));
        Assert.That(await TagsAsync("?last=b"), Is.EqualTo("d"));
        Assert.That(await TagsAsync("?n=0"), Is.Empty);
        Assert.That(await TagsAsync("?n=9223372036854775807"), Is.EqualTo("C,a,b,d"));
        await AssertAsync(await Host.GetAsync("v2/pull/tags/tags/list?n=-1"), 400, "UNSUPPORTED");
        await AssertAsync(await Host.GetAsync("v2/pull/tags/tags/list?n=x"), 400, "UNSUPPORTED");

        async Task<string> TagsAsync(string query)
        {
            using var answer = await Host.GetAsync("v2/pull/tags/tags/list" + query);
            var json = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            Assert.That(json.GetProperty("name").GetString(), Is.EqualTo("pull/tags"));
            return $"{string.Join(',', json.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()))} {Header(answer, "Link")}".Trim();
        }
    }

    [Test]
    public async Task What_is_attached_to_a_manifest_is_listed_and_filtered()
    {
        var image = await PushImageAsync("pull/attached", "latest", "attached");
        var subject = Images.DigestOf(image);
        Assert.That((await ReferrersAsync(subject)).GetArrayLength(), Is.Zero);
        var empty = Images.Bytes("{}");
        await AssertAsync(await PushBlobAsync("pull/attached", empty), 201);
        var sbom = Images.Image(empty, [], ",\"artifactType\":\"application/x-sbom\",\"annotations\":{\"a\":\"b\"}" + Images.Subject(image), ManifestMediaTypes.OciEmpty);
        var other = Images.Image(empty, [], Images.Subject(image), "application/x-config");
        foreach (var artifact in new[] { sbom, other })
        {
            using var pushed = await PutManifestAsync("pull/attached", Images.DigestOf(artifact), artifact);
            await AssertAsync(pushed, 201);
            Assert.That(Header(pushed, "OCI-Subject"), Is.EqualTo(subject));
        }

        Assert.That((await ReferrersAsync(subject)).GetArrayLength(), Is.EqualTo(2));
        var found = await ReferrersAsync(subject, "application/x-sbom");
        Assert.That(found.EnumerateArray().Single().GetRawText(), Is.EqualTo(
            $$$"""{"mediaType":"{{{ManifestMediaTypes.OciManifest}}}","digest":"{{{Images.DigestOf(sbom)}}}","size":{{{sbom.Length}}},"artifactType":"application/x-sbom","annotations":{"a":"b"}}"""));
        Assert.That((await ReferrersAsync(subject, "application/x-config")).GetArrayLength(), Is.EqualTo(1));
        Assert.That((await ReferrersAsync(Images.DigestOf(sbom))).GetArrayLength(), Is.Zero);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/pull/attached/manifests/{Images.DigestOf(sbom)}"), 202);
        Assert.That((await ReferrersAsync(subject)).GetArrayLength(), Is.EqualTo(1));

        async Task<System.Text.Json.JsonElement> ReferrersAsync(string digest, string? type = null)
        {
            using var answer = await Host.GetAsync($"v2/pull/attached/referrers/{digest}{(type is null ? "" : "?artifactType=" + Uri.EscapeDataString(type))}");
            Assert.That(answer.Content.Headers.ContentType, Is.EqualTo(new MediaTypeHeaderValue(ManifestMediaTypes.OciIndex)));
            Assert.That(Header(answer, "OCI-Filters-Applied"), Is.EqualTo(type is null ? "" : "artifactType"));
            return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("manifests");
        }
    }

    [Test]
    public async Task The_content_app_does_not_serve_what_a_registry_holds()
    {
        await AssertAsync(await PushBlobAsync("pull/private-path", Images.Bytes("hidden")), 201);
        Assert.That((await Host.GetAsync($"pulp/content/pull/private-path/{Images.DigestOf(Images.Bytes("hidden"))}", "admin")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
