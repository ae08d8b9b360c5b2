using System.Buffers.Text;
using System.Text;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Sync;

/// <summary>Mirrors images of schema version 1, whose digest is that of the document without its signatures.</summary>
[TestFixture]
public sealed class Schema1Tests : SyncTest
{
    private const string Tail = "\n}";

    [TestCase(ManifestMediaTypes.DockerSchema1Signed)]
    [TestCase("application/json")]
    public async Task A_signed_image_is_mirrored_and_served_byte_for_byte_under_the_digest_of_what_was_signed(string sentAs)
    {
        var layer = Images.Random(100);
        var (signed, digest) = Sign(Payload(layer));
        Put(signed, digest, sentAs);
        Registry.PutBlobs(layer).Tags("old");
        var name = $"schema1/{sentAs.Length}";
        var repository = await CreateMirrorAsync(name);
        Assert.That(Skipped(await SyncAsync(repository)), Is.Empty);
        Assert.That((await SyncAsync(repository)).GetProperty("version").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));

        foreach (var reference in new[] { "old", digest })
        {
            using var answer = await Host.GetAsync($"v2/{name}/manifests/{reference}");
            Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(signed));
            Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(ManifestMediaTypes.DockerSchema1Signed));
            Assert.That(answer.Headers.GetValues("Docker-Content-Digest"), Is.EqualTo(new[] { digest }));
        }

        using var blob = await Host.GetAsync($"v2/{name}/blobs/{Images.DigestOf(layer)}");
        Assert.That(await blob.Content.ReadAsByteArrayAsync(), Is.EqualTo(layer));
    }

    [Test]
    public async Task An_unsigned_image_is_mirrored_under_the_digest_of_its_document()
    {
        var layer = Images.Random(100);
        var document = Payload(layer);
        Put(document, Images.DigestOf(document), ManifestMediaTypes.DockerSchema1);
        Registry.PutBlobs(layer).Tags("old");
        await SyncAsync(await CreateMirrorAsync("schema1/unsigned"));
        using var answer = await Host.GetAsync($"v2/schema1/unsigned/manifests/{Images.DigestOf(document)}");
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(document));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(ManifestMediaTypes.DockerSchema1));
    }

    [Test]
    public void Platform_and_labels_are_those_of_the_newest_entry_of_its_history()
    {
        var (signed, digest) = Sign(Payload(Images.Bytes("layer")));
        var manifest = ManifestReader.Read(signed, ManifestMediaTypes.DockerSchema1Signed, takesSchema1: true);
        Assert.Multiple(() =>
        {
            Assert.That((manifest.Digest, manifest.SchemaVersion), Is.EqualTo((digest, 1L)));
            Assert.That((manifest.Os, manifest.Architecture, manifest.ImageLabels["name"]), Is.EqualTo(("linux", "arm64", "old")));
            Assert.That(manifest.NeededBlobs().Single().Digest, Is.EqualTo(Images.DigestOf(Images.Bytes("layer"))));
        });
    }

    [Test]
    public void Layers_beside_what_was_signed_do_not_count()
    {
        var (signed, _) = Sign(Payload(Images.Bytes("layer")));
        var forged = Images.Bytes(Encoding.UTF8.GetString(signed).Replace("\"signatures\"", "\"more\": {\"fsLayers\": []},\n \"signatures\"", StringComparison.Ordinal));
        var manifest = ManifestReader.Read(forged, ManifestMediaTypes.DockerSchema1Signed, takesSchema1: true);
        Assert.That(manifest.Layers.Single().Digest, Is.EqualTo(Images.DigestOf(Images.Bytes("layer"))));
    }

    [TestCase("another document", "manifest is not what its digest says")]
    [TestCase("no layers", "manifest cannot be used")]
    [TestCase("a signature that is none", "manifest is not what its digest says")]
    [TestCase("no signature", "manifest is not what its digest says")]
    [TestCase("a length beyond its end", "manifest is not what its digest says")]
    public async Task What_is_damaged_is_left_out(string kind, string reason)
    {
        var payload = Payload(Images.Bytes("layer"));
        var (signed, digest) = kind switch
        {
            "another document" => (Sign(Payload(Images.Bytes("other"))).Signed, Images.DigestOf(payload)),
            "no layers" => Sign(Images.Bytes("{\n \"schemaVersion\": 1,\n \"tag\": \"old\"" + Tail)),
            "no signature" => (Images.Bytes(Encoding.UTF8.GetString(payload)[..^Tail.Length] + ",\n \"signatures\": []" + Tail), Images.DigestOf(payload)),
            "a signature that is none" => (Images.Bytes(Encoding.UTF8.GetString(payload)[..^Tail.Length] + ",\n \"signatures\": [1]" + Tail), Images.DigestOf(payload)),
            _ => (Sign(payload, 1_000_000).Signed, Images.DigestOf(payload)),
        };
        Put(signed, digest, ManifestMediaTypes.DockerSchema1Signed);
        Registry.Tags("old");
        var repository = await CreateMirrorAsync($"schema1/{kind.Replace(' ', '-')}");
        Assert.That(Skipped(await SyncAsync(repository)), Is.EqualTo(new[] { reason }));
    }

    private static byte[] Payload(byte[] layer) => Images.Bytes($$$$"""
        {
           "schemaVersion": 1,
           "name": "team/app",
           "tag": "old",
           "architecture": "arm64",
           "fsLayers": [{"blobSum": "{{{{Images.DigestOf(layer)}}}}"}],
           "history": [{"v1Compatibility": "{\"architecture\":\"arm64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"name\":\"old\"}}}"}]
        }
        """);

    // As libtrust signs: the signatures come before the end, and say how much was before them and what came after.
    private static (byte[] Signed, string Digest) Sign(byte[] payload, int? length = null)
    {
        var statement = Base64Url.EncodeToString(Images.Bytes(
            $$"""{"formatLength":{{length ?? payload.Length - Tail.Length}},"formatTail":"{{Base64Url.EncodeToString(Images.Bytes(Tail))}}","time":"2015-01-01T00:00:00Z"}"""));
        var text = Encoding.UTF8.GetString(payload)[..^Tail.Length];
        return (Images.Bytes($$"""{{text}},{{"\n"}}   "signatures": [{"header": {"alg": "ES256"}, "signature": "AA", "protected": "{{statement}}"}]{{Tail}}"""), Images.DigestOf(payload));
    }

    private void Put(byte[] document, string digest, string mediaType)
    {
        var answer = FakeAnswer.Ok(document, mediaType) with { Headers = [new("Docker-Content-Digest", digest)] };
        Upstream.Map(Registry.PathOf("manifests/old"), answer);
        Upstream.Map(Registry.PathOf($"manifests/{digest}"), answer);
    }
}
