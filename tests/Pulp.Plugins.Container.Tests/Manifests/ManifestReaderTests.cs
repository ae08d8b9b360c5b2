using System.Text;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Manifests;

[TestFixture]
public sealed class ManifestReaderTests
{
    private const string A = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string Config = $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{A}}","size":3}""";
    private const string Layer = $$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{B}}","size":5}""";
    private const string Image = $$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}","config":{{Config}},"layers":[{{Layer}}]}""";

    [Test]
    public void An_image_is_read_with_its_parts_and_kept_byte_for_byte()
    {
        var text = Image.Replace("\"layers\"", "\n  \"annotations\": {\"a\": \"\\u00e9\"},\t\"layers\"", StringComparison.Ordinal);
        var manifest = Read(text, ManifestMediaTypes.OciManifest);
        Assert.Multiple(() =>
        {
            Assert.That(manifest.Document, Is.EqualTo(text));
            Assert.That(manifest.Digest, Is.EqualTo(Images.DigestOf(Encoding.UTF8.GetBytes(text))));
            Assert.That(manifest.Type, Is.EqualTo(ManifestType.Image));
            Assert.That(manifest.Config!.Digest, Is.EqualTo(A));
            Assert.That(manifest.Layers.Single().Digest, Is.EqualTo(B));
            Assert.That(manifest.CompressedImageSize, Is.EqualTo(5));
            Assert.That(manifest.Annotations, Is.EqualTo(new Dictionary<string, string> { ["a"] = "é" }));
        });
    }

    [Test]
    public void An_index_is_read_with_its_platforms()
    {
        var manifest = Read(
            $$$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{{ManifestMediaTypes.OciManifest}}}","digest":"{{{A}}}","size":7,"platform":{"os":"linux","architecture":"arm","variant":"v7"}}]}""",
            ManifestMediaTypes.OciIndex);
        Assert.That(manifest.Type, Is.EqualTo(ManifestType.Index));
        Assert.That(manifest.Listed.Single().Platform, Is.EqualTo(new Platform("linux", "arm", "v7")));
    }

    [Test]
    public void An_artifact_states_its_type_or_has_that_of_its_configuration()
    {
        var stated = Read(Image.Replace("\"config\"", "\"artifactType\":\"application/x-sbom\",\"config\"", StringComparison.Ordinal));
        Assert.That((stated.Type, stated.ArtifactType), Is.EqualTo((ManifestType.Artifact, "application/x-sbom")));
        var derived = Read(Image.Replace("application/vnd.oci.image.config.v1+json", "application/x-config", StringComparison.Ordinal));
        Assert.That((derived.Type, derived.ArtifactType), Is.EqualTo((ManifestType.Artifact, "application/x-config")));
    }

    [TestCase("application/vnd.cncf.helm.config.v1+json", "application/vnd.cncf.helm.chart.content.v1.tar+gzip", ManifestType.Helm)]
    [TestCase("application/vnd.oci.image.config.v1+json", "application/vnd.dev.cosign.simplesigning.v1+json", ManifestType.CosignSignature)]
    [TestCase("application/vnd.oci.image.config.v1+json", "application/vnd.dsse.envelope.v1+json", ManifestType.CosignAttestation)]
    [TestCase("application/vnd.oci.empty.v1+json", "application/vnd.dev.sigstore.bundle.v0.3+json", ManifestType.CosignAttestationBundle)]
    [TestCase("application/vnd.oci.image.config.v1+json", "text/spdx+json", ManifestType.CosignSbom)]
    [TestCase("application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar.gzip", ManifestType.Image)]
    public void The_types_of_its_parts_tell_what_it_is(string config, string layer, ManifestType expected) =>
        Assert.That(
            Read(Image.Replace("application/vnd.oci.image.config.v1+json", config, StringComparison.Ordinal).Replace("application/vnd.oci.image.layer.v1.tar+gzip", layer, StringComparison.Ordinal)).Type,
            Is.EqualTo(expected));

    [TestCase("{\"containers.bootc\":\"1\"}", ManifestType.Bootable)]
    [TestCase("{\"org.flatpak.ref\":\"app/x\"}", ManifestType.Flatpak)]
    [TestCase("{\"a\":\"b\"}", ManifestType.Image)]
    public void The_configuration_tells_platform_and_labels(string labels, ManifestType expected)
    {
        var config = ImageConfig.Read(Encoding.UTF8.GetBytes($$$"""{"os":"linux","architecture":"s390x","config":{"Labels":{{{labels}}}}}"""));
        var manifest = Read(Image).With(config);
        Assert.That((manifest.Os, manifest.Architecture, manifest.Type), Is.EqualTo(("linux", "s390x", expected)));
        Assert.That(manifest.ImageLabels, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_layer_that_lies_elsewhere_need_not_be_here()
    {
        var foreign = Read(Image.Replace(Layer, $$"""{"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip","digest":"{{B}}","size":5,"urls":["http://169.254.169.254/x"]}""", StringComparison.Ordinal));
        Assert.That(foreign.NeededBlobs().Select(blob => blob.Digest), Is.EqualTo(new[] { A }));
    }

    [TestCaseSource(nameof(BadManifests))]
    public void A_bad_manifest_is_refused(byte[] bytes, string? contentType, string code) =>
        Assert.That(
            () => ManifestReader.Read(bytes, contentType),
            Throws.TypeOf<RegistryException>().With.Property("Error").Property("Code").EqualTo(code));

    [Test]
    public void A_manifest_above_4_MiB_is_too_large() =>
        Assert.That(
            () => ManifestReader.Read(new byte[ManifestReader.MaximumSize + 1], null),
            Throws.TypeOf<RegistryException>().With.Property("Error").Property("StatusCode").EqualTo(413));

    private static IEnumerable<TestCaseData> BadManifests()
    {
        static TestCaseData Case(string name, string text, string code = "MANIFEST_INVALID", string? contentType = ManifestMediaTypes.OciManifest) =>
            new TestCaseData(Encoding.UTF8.GetBytes(text), contentType, code).SetArgDisplayNames(name);

        yield return Case("empty", "");
        yield return Case("no JSON", "hello");
        yield return Case("a list", "[]");
        yield return Case("a byte order mark", "\ufeff" + Image);
        yield return Case("trailing bytes", Image + "x");
        yield return Case("a second document", Image + "{}");
        yield return Case("a repeated name", Image.Replace("\"config\"", "\"layers\":[],\"config\"", StringComparison.Ordinal));
        yield return Case("a repeated name in a descriptor", Image.Replace("\"size\":3", "\"size\":3,\"size\":4", StringComparison.Ordinal));
        yield return Case("too deep", Image.Replace("\"config\"", $"\"x\":{new string('[', 40)}{new string(']', 40)},\"config\"", StringComparison.Ordinal));
        yield return Case("a comment", "/* */" + Image);
        yield return Case("no schemaVersion", Image.Replace("\"schemaVersion\":2,", "", StringComparison.Ordinal));
        yield return Case("schemaVersion 3", Image.Replace("\"schemaVersion\":2", "\"schemaVersion\":3", StringComparison.Ordinal));
        yield return Case("schemaVersion as text", Image.Replace("\"schemaVersion\":2", "\"schemaVersion\":\"2\"", StringComparison.Ordinal));
        yield return Case("another Content-Type", Image, contentType: ManifestMediaTypes.OciIndex);
        yield return Case("a Content-Type that is none", Image, contentType: "x");
        yield return Case("an unknown media type", Image.Replace(ManifestMediaTypes.OciManifest, "application/x-unknown", StringComparison.Ordinal), contentType: "application/x-unknown");
        yield return Case("layers and manifests", Image.Replace("\"config\"", "\"manifests\":[],\"config\"", StringComparison.Ordinal));
        yield return Case("an index with layers", $$"""{"schemaVersion":2,"manifests":[],"layers":[]}""", contentType: ManifestMediaTypes.OciIndex);
        yield return Case("an index with a config", $$"""{"schemaVersion":2,"manifests":[],"config":{{Config}}}""", contentType: ManifestMediaTypes.OciIndex);
        yield return Case("an index without manifests", """{"schemaVersion":2}""", contentType: ManifestMediaTypes.OciIndex);
        yield return Case("no config", Image.Replace($"\"config\":{Config},", "", StringComparison.Ordinal));
        yield return Case("layers that are no list", Image.Replace($"[{Layer}]", "{}", StringComparison.Ordinal));
        yield return Case("a layer that is no object", Image.Replace(Layer, "1", StringComparison.Ordinal));
        yield return Case("annotations that are no texts", Image.Replace("\"config\"", "\"annotations\":{\"a\":1},\"config\"", StringComparison.Ordinal));
        yield return Case("a layer without a media type", Image.Replace("\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",", "", StringComparison.Ordinal));
        yield return Case("a negative size", Image.Replace("\"size\":5", "\"size\":-5", StringComparison.Ordinal), "SIZE_INVALID");
        yield return Case("a broken size", Image.Replace("\"size\":5", "\"size\":5.5", StringComparison.Ordinal), "SIZE_INVALID");
        yield return Case("a size beyond 64 bits", Image.Replace("\"size\":5", "\"size\":99999999999999999999", StringComparison.Ordinal), "SIZE_INVALID");
        yield return Case("sizes whose sum is beyond 64 bits", Image.Replace($"[{Layer}]", $"[{Layer},{Layer.Replace("5}", "9223372036854775807}", StringComparison.Ordinal)}]", StringComparison.Ordinal), "SIZE_INVALID");
        yield return Case("no size", Image.Replace(",\"size\":5", "", StringComparison.Ordinal), "SIZE_INVALID");
        yield return Case("a malformed digest", Image.Replace(B, "sha256:../../x", StringComparison.Ordinal), "DIGEST_INVALID");
        yield return Case("a digest of another algorithm", Image.Replace(B, "sha384:" + new string('a', 96), StringComparison.Ordinal), "UNSUPPORTED");
        yield return Case("schema 1", """{"schemaVersion":1,"name":"x","tag":"y","fsLayers":[],"history":[]}""", "UNSUPPORTED", contentType: null);
        yield return Case("signed schema 1", """{"schemaVersion":1}""", "UNSUPPORTED", ManifestMediaTypes.DockerSchema1Signed);
        yield return new TestCaseData(Encoding.UTF8.GetBytes(Image.Replace("\"layers\"", "\"x\":\"?\",\"layers\"", StringComparison.Ordinal)).Select(b => b == (byte)'?' ? (byte)0xff : b).ToArray(), ManifestMediaTypes.OciManifest, "MANIFEST_INVALID").SetArgDisplayNames("no UTF-8");
    }

    private static Manifest Read(string text, string? contentType = ManifestMediaTypes.OciManifest) => ManifestReader.Read(Encoding.UTF8.GetBytes(text), contentType);
}
