using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class SignatureTests : RegistryTest
{
    [Test]
    public async Task The_registry_announces_that_it_takes_signatures_also_to_who_has_no_login()
    {
        await PushImageAsync("signed/announce", "1", "announce", "layer");
        foreach (var (path, user) in new[] { ("v2/", null), ("v2/", "admin"), ("v2/signed/announce/manifests/1", "admin"), ("v2/signed/announce/tags/list", null) })
        {
            using var answer = await Host.GetAsync(path, user);
            Assert.That(Header(answer, "X-Registry-Supports-Signatures"), Is.EqualTo("1"), path);
        }
    }

    [Test]
    public async Task A_signature_is_put_and_listed_and_makes_one_version()
    {
        var digest = Images.DigestOf(await PushImageAsync("signed/put", "1", "put", "layer"));
        Assert.That((await ListAsync("signed/put", digest)).GetArrayLength(), Is.Zero);
        var before = (await Host.LatestAsync("signed/put"))!.Number;
        var signature = TestSignature.Of(digest);
        await AssertAsync(await PutAsync("signed/put", digest, signature), 201);
        await AssertAsync(await PutAsync("signed/put", digest, signature), 201);
        var listed = (await ListAsync("signed/put", digest)).EnumerateArray().Single();
        Assert.That(listed.GetProperty("schemaVersion").GetInt32(), Is.EqualTo(2));
        Assert.That(listed.GetProperty("type").GetString(), Is.EqualTo("atomic"));
        Assert.That(listed.GetProperty("name").GetString(), Does.Match($"^{digest}@[0-9a-f]{{32}}$"));
        Assert.That(listed.GetProperty("content").GetBytesFromBase64(), Is.EqualTo(signature));
        var after = (await Host.LatestAsync("signed/put"))!;
        Assert.That((after.Number, after.Summary.Present["container.signature"]), Is.EqualTo((before + 1, 1)));
    }

    [Test]
    public async Task A_platform_may_be_signed_before_its_list_is_pushed()
    {
        var platform = await PushImageAsync("signed/pending", "@", "pending", "layer");
        var digest = Images.DigestOf(platform);
        // The first signature is of what no version holds.
        Assert.That((await ListAsync("signed/pending", digest)).GetArrayLength(), Is.Zero);
        await AssertAsync(await PutAsync("signed/pending", digest, TestSignature.Of(digest)), 201);
        Assert.That((await ListAsync("signed/pending", digest)).GetArrayLength(), Is.EqualTo(1));
        await AssertAsync(await PutManifestAsync("signed/pending", "multi", Images.Index(platform), "application/vnd.oci.image.index.v1+json"), 201);
        Assert.That((await ListAsync("signed/pending", digest)).GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_no_signature_of_the_manifest_is_refused_and_changes_nothing()
    {
        var digest = Images.DigestOf(await PushImageAsync("signed/bad", "1", "bad", "layer"));
        var other = Images.DigestOf([9]);
        var good = TestSignature.Of(digest);
        var before = (await Host.LatestAsync("signed/bad"))!.Number;
        await AssertAsync(await PutAsync("signed/bad", other, TestSignature.Of(other)), 404, "MANIFEST_UNKNOWN");
        await AssertAsync(await PutAsync("signed/bad", digest, TestSignature.Of(other)), 400, "SIGNATURE_INVALID");
        await AssertAsync(await PutAsync("signed/bad", digest, good, schemaVersion: 1), 400, "SIGNATURE_INVALID");
        await AssertAsync(await PutAsync("signed/bad", digest, good, type: "other"), 400, "SIGNATURE_INVALID");
        foreach (var name in new[] { "", digest, $"{other}@{new string('a', 32)}", $"{digest}@{new string('a', 31)}", $"{digest}@{new string('x', 32)}", $"{digest}@{new string('a', 33)}" })
            await AssertAsync(await PutAsync("signed/bad", digest, good, name: name), 400, "SIGNATURE_INVALID");
        foreach (var body in new[] { "", "[]", "{}", "null", "{\"schemaVersion\":\"2\"}", $$"""{"schemaVersion":2,"type":"atomic","name":"{{digest}}@{{new string('a', 32)}}","content":"no base64"}""", new string('[', 100) })
            await AssertAsync(await SendAsync("signed/bad", digest, new StringContent(body)), 400, "SIGNATURE_INVALID");
        await AssertAsync(await SendAsync("signed/bad", "sha256:xyz", new StringContent("{}")), 400, "DIGEST_INVALID");
        await AssertAsync(await SendAsync("signed/bad", digest, new ByteArrayContent(new byte[6_000_000])), 413, "SIGNATURE_INVALID");
        Assert.That((await Host.LatestAsync("signed/bad"))!.Number, Is.EqualTo(before));
    }

    [Test]
    public async Task Signatures_of_one_manifest_have_a_limit_together()
    {
        var digest = Images.DigestOf(await PushImageAsync("signed/many", "1", "many", "layer"));
        var padding = Convert.ToHexString(RandomNumberGenerator.GetBytes(1_900_000));
        for (var i = 0; i < 3; i++)
            await AssertAsync(await PutAsync("signed/many", digest, Padded(digest, $"{i}{padding}")), 201);
        await AssertAsync(await PutAsync("signed/many", digest, Padded(digest, $"4{padding}")), 400, "SIGNATURE_INVALID");
        await AssertAsync(await PutAsync("signed/many", digest, Padded(digest, $"0{padding}")), 201);
        Assert.That((await ListAsync("signed/many", digest)).GetArrayLength(), Is.EqualTo(3));
    }

    [Test]
    public async Task Signing_needs_the_permission_to_push_and_reading_that_to_pull()
    {
        var owner = await Host.CreateUserAsync("signature-owner");
        var reader = await Host.CreateUserAsync("signature-reader");
        await Host.CreateUserAsync("signature-stranger");
        var (_, distribution) = await Host.CreateRepositoryAsync("signed/private", isPrivate: true);
        var digest = Images.DigestOf(await PushImageAsync("signed/private", "1", "private", "layer"));
        await Host.GrantAsync(owner, "container.containerdistribution_collaborator", distribution);
        await Host.GrantAsync(reader, "container.containerdistribution_consumer", distribution);
        var path = $"extensions/v2/signed/private/signatures/{digest}";
        using (var challenged = await Host.GetAsync(path))
        {
            await AssertAsync(challenged, 401, "UNAUTHORIZED");
            Assert.That(challenged.Headers.WwwAuthenticate.ToString(), Does.Contain("scope=\"repository:signed/private:pull\""));
        }

        await AssertAsync(await Host.GetAsync(path, "signature-stranger"), 403, "DENIED");
        await AssertAsync(await Host.GetAsync(path, "signature-reader"), 200);
        await AssertAsync(await PutAsync("signed/private", digest, TestSignature.Of(digest), user: "signature-reader"), 403, "DENIED");
        await AssertAsync(await PutAsync("signed/private", digest, TestSignature.Of(digest), user: "signature-owner"), 201);
        await AssertAsync(await Host.GetAsync("extensions/v2/signed/none/signatures/" + digest, "admin"), 404, "NAME_UNKNOWN");
        await AssertAsync(await PutAsync("signed/none", digest, TestSignature.Of(digest)), 404, "NAME_UNKNOWN");
    }

    [Test]
    public async Task A_deleted_manifest_takes_its_signatures_along()
    {
        var digest = Images.DigestOf(await PushImageAsync("signed/deleted", "1", "deleted", "layer"));
        await AssertAsync(await PutAsync("signed/deleted", digest, TestSignature.Of(digest)), 201);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/signed/deleted/manifests/{digest}"), 202);
        Assert.That((await Host.LatestAsync("signed/deleted"))!.Summary.Present, Is.Empty);
    }

    [Test]
    public async Task A_manifest_that_was_never_tagged_takes_its_signatures_along_too()
    {
        var digest = Images.DigestOf(await PushImageAsync("signed/untagged", "@", "untagged", "layer"));
        await AssertAsync(await PutAsync("signed/untagged", digest, TestSignature.Of(digest)), 201);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/signed/untagged/manifests/{digest}"), 202);
        Assert.That((await Host.LatestAsync("signed/untagged"))!.Summary.Present, Is.Empty);
    }

    [Test]
    public async Task Signatures_are_content_that_REST_shows_and_filters()
    {
        var digest = Images.DigestOf(await PushImageAsync("signed/rest", "1", "rest", "layer"));
        await AssertAsync(await PutAsync("signed/rest", digest, TestSignature.Of(digest, "AAAAAAAAAAAAAAAAAAAAAAAA1111111111111111")), 201);
        var shown = (await Host.GetJsonAsync("pulp/api/v3/content/container/signatures/?key_id=1111111111111111")).GetProperty("results").EnumerateArray().Single();
        Assert.That(shown.GetProperty("fingerprint").GetString(), Is.EqualTo("AAAAAAAAAAAAAAAAAAAAAAAA1111111111111111"));
        Assert.That((shown.GetProperty("creator").GetString(), shown.GetProperty("timestamp").GetInt64(), shown.GetProperty("type").GetString()), Is.EqualTo(("tests", 1_700_000_000L, "atomic")));
        var manifest = shown.GetProperty("signed_manifest").GetString()!;
        Assert.That((await Host.GetJsonAsync(manifest.TrimStart('/'))).GetProperty("digest").GetString(), Is.EqualTo(digest));
        foreach (var filter in new[] { $"manifest={manifest}", $"digest={shown.GetProperty("digest").GetString()}", $"name__startswith={Uri.EscapeDataString(digest)}", "key_id__in=1111111111111111,2" })
            Assert.That((await Host.GetJsonAsync($"pulp/api/v3/content/container/signatures/?{filter}")).GetProperty("count").GetInt32(), Is.EqualTo(1), filter);
    }

    private static byte[] Padded(string digest, string padding) => TestSignature.Message(
        $$$"""{"critical":{"type":"atomic container signature","image":{"docker-manifest-digest":"{{{digest}}}"},"identity":{"docker-reference":"x"} },"optional":{"padding":"{{{padding}}}"} }""");

    private async Task<JsonElement> ListAsync(string name, string digest) => (await Host.GetJsonAsync($"extensions/v2/{name}/signatures/{digest}", user: null)).GetProperty("signatures");

    private Task<HttpResponseMessage> SendAsync(string name, string digest, HttpContent body, string user = "admin") =>
        Host.SendAsync(HttpMethod.Put, $"extensions/v2/{name}/signatures/{digest}", body, user);

    private Task<HttpResponseMessage> PutAsync(string repository, string digest, byte[] signature, string user = "admin", int schemaVersion = 2, string type = "atomic", string? name = null) => SendAsync(
        repository,
        digest,
        JsonContent.Create(new { schemaVersion, type, name = name ?? $"{digest}@{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}", content = Convert.ToBase64String(signature) }),
        user);
}
