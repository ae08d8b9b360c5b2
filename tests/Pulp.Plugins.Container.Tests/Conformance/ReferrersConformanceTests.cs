using System.Net.Http.Headers;
using System.Text.Json;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Conformance;

[TestFixture]
public sealed class ReferrersConformanceTests : RegistryTest
{
    private const string Sbom = "application/vnd.example.sbom";
    private static readonly byte[] EmptyJson = Images.Bytes("{}");

    [TestCase("sha256")]
    [TestCase("sha512")]
    public async Task What_was_attached_before_its_subject_came_is_listed_before_and_after(string algorithm)
    {
        var name = $"conformance/{algorithm}";
        var config = Images.Config(label: "subject " + algorithm);
        var image = Images.Image(config, []);
        var subject = Images.DigestOf(image, algorithm);
        await AssertAsync(await PushBlobAsync(name, EmptyJson), 201);
        Assert.That(await ListAsync(name, subject), Is.Empty);

        var stated = Attached(image, algorithm, Sbom, "one");
        var derived = Attached(image, algorithm, artifactType: null, "two");
        var index = Images.Bytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciIndex}}","artifactType":"{{Sbom}}","manifests":[],"annotations":{"org.example":"index"},"subject":{{Images.Descriptor(ManifestMediaTypes.OciManifest, image, algorithm: algorithm)}}}""");
        var plain = Images.Bytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciIndex}}","manifests":[],"subject":{{Images.Descriptor(ManifestMediaTypes.OciManifest, image, algorithm: algorithm)}}}""");
        foreach (var (bytes, mediaType) in new[] { (stated, ManifestMediaTypes.OciManifest), (derived, ManifestMediaTypes.OciManifest), (index, ManifestMediaTypes.OciIndex), (plain, ManifestMediaTypes.OciIndex) })
        {
            using var pushed = await PutManifestAsync(name, Images.DigestOf(bytes), bytes, mediaType);
            await AssertAsync(pushed, 201);
            Assert.That(Header(pushed, "OCI-Subject"), Is.EqualTo(subject));
        }

        string[] all = [
            DescriptorOf(stated, ManifestMediaTypes.OciManifest, Sbom, "one"), DescriptorOf(derived, ManifestMediaTypes.OciManifest, ManifestMediaTypes.OciEmpty, "two"),
            DescriptorOf(index, ManifestMediaTypes.OciIndex, Sbom, "index"), DescriptorOf(plain, ManifestMediaTypes.OciIndex, null, null)];
        Assert.That(await ListAsync(name, subject), Is.EquivalentTo(all));
        await AssertAsync(await PushBlobAsync(name, config), 201);
        await AssertAsync(await PutManifestAsync(name, subject, image), 201);
        await AssertAsync(await PutManifestAsync(name, "latest", image), 201);
        Assert.That(await ListAsync(name, subject), Is.EquivalentTo(all), "the subject came later");
        Assert.That(await ListAsync(name, subject, Sbom), Is.EquivalentTo(new[] { all[0], all[2] }));
        Assert.That(await ListAsync(name, subject, ManifestMediaTypes.OciEmpty), Is.EqualTo(new[] { all[1] }));
        Assert.That(await ListAsync(name, subject, "application/x-none"), Is.Empty);

        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/{name}/manifests/{Images.DigestOf(stated)}"), 202);
        Assert.That(await ListAsync(name, subject), Is.EquivalentTo(all[1..]), "what was deleted is not listed");
    }

    [Test]
    public async Task What_is_attached_elsewhere_is_not_listed()
    {
        var image = await PushImageAsync("conformance/here", "latest", "here");
        foreach (var name in new[] { "conformance/here", "conformance/there" })
            await AssertAsync(await PushBlobAsync(name, EmptyJson), 201);
        var attached = Attached(image, "sha256", Sbom, "there");
        await AssertAsync(await PutManifestAsync("conformance/there", Images.DigestOf(attached), attached), 201);
        Assert.That(await ListAsync("conformance/here", Images.DigestOf(image)), Is.Empty);
        Assert.That(await ListAsync("conformance/there", Images.DigestOf(image)), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task What_is_attached_again_is_listed_once()
    {
        var image = await PushImageAsync("conformance/again", "latest", "again");
        await AssertAsync(await PushBlobAsync("conformance/again", EmptyJson), 201);
        var attached = Attached(image, "sha256", Sbom, "again");
        foreach (var reference in new[] { Images.DigestOf(attached), Images.DigestOf(attached), "named" })
            await AssertAsync(await PutManifestAsync("conformance/again", reference, attached), 201);
        Assert.That(await ListAsync("conformance/again", Images.DigestOf(image)), Has.Length.EqualTo(1));
    }

    [TestCase("application/vnd.example+json", 1)]
    [TestCase("application/vnd.example%2Bjson", 1)]
    [TestCase("application/vnd.example%20json", 1)]
    [TestCase("application/vnd.example", 0)]
    public async Task A_type_with_a_plus_sign_is_found_as_it_is_typed(string query, int count)
    {
        var image = await PushImageAsync("conformance/plus", "latest", "plus");
        await AssertAsync(await PushBlobAsync("conformance/plus", EmptyJson), 201);
        var attached = Attached(image, "sha256", "application/vnd.example+json", "plus");
        await AssertAsync(await PutManifestAsync("conformance/plus", Images.DigestOf(attached), attached), 201);

        var list = await Host.GetJsonAsync($"v2/conformance/plus/referrers/{Images.DigestOf(image)}?artifactType={query}");

        Assert.That(list.GetProperty("manifests").GetArrayLength(), Is.EqualTo(count));
    }

    [TestCase("sha256:x", 400, "DIGEST_INVALID")]
    [TestCase("latest", 400, "DIGEST_INVALID")]
    [TestCase("sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 400, "DIGEST_INVALID")]
    public async Task A_subject_is_named_by_a_digest(string digest, int status, string code)
    {
        await AssertAsync(await PushBlobAsync("conformance/subject", EmptyJson), 201);
        await AssertAsync(await Host.GetAsync($"v2/conformance/subject/referrers/{digest}"), status, code);
    }

    private static byte[] Attached(byte[] subject, string algorithm, string? artifactType, string annotation) => Images.Bytes(
        $$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}"{{(artifactType is null ? "" : $",\"artifactType\":\"{artifactType}\"")}},"config":{{Images.Descriptor(ManifestMediaTypes.OciEmpty, EmptyJson)}},"layers":[],"annotations":{"org.example":"{{annotation}}"},"subject":{{Images.Descriptor(ManifestMediaTypes.OciManifest, subject, algorithm: algorithm)}}}""");

    private static string DescriptorOf(byte[] manifest, string mediaType, string? artifactType, string? annotation) => Images.Descriptor(
        mediaType, manifest, (artifactType is null ? "" : $",\"artifactType\":\"{artifactType}\"") + (annotation is null ? "" : $",\"annotations\":{{\"org.example\":\"{annotation}\"}}"));

    private async Task<string[]> ListAsync(string name, string digest, string? type = null)
    {
        foreach (var method in new[] { HttpMethod.Head, HttpMethod.Get })
        {
            using var answer = await Host.SendAsync(method, $"v2/{name}/referrers/{digest}{(type is null ? "" : "?artifactType=" + Uri.EscapeDataString(type))}", user: null);
            await AssertAsync(answer, 200);
            Assert.That(answer.Content.Headers.ContentType, Is.EqualTo(new MediaTypeHeaderValue(ManifestMediaTypes.OciIndex)));
            Assert.That(Header(answer, "OCI-Filters-Applied"), Is.EqualTo(type is null ? "" : "artifactType"));
            if (method != HttpMethod.Get)
                continue;
            var index = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            Assert.That((index.GetProperty("schemaVersion").GetInt32(), index.GetProperty("mediaType").GetString()), Is.EqualTo((2, ManifestMediaTypes.OciIndex)));
            return [.. index.GetProperty("manifests").EnumerateArray().Select(manifest => manifest.GetRawText())];
        }

        return [];
    }
}
