using System.Text;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Conformance;

/// <summary>Represents content of a registry: manifests in the order they are pushed, the last of which is named, and the blobs they need.</summary>
internal sealed record ManifestCase(string Name, IReadOnlyList<byte[]> Blobs, IReadOnlyList<(string MediaType, byte[] Bytes)> Manifests, string? Subject = null)
{
    private const string Gzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    private const string Note = "application/vnd.example.note";
    private static readonly byte[] EmptyJson = Images.Bytes("{}");
    private static readonly byte[] Config = Images.Config(label: "conformance");
    private static readonly byte[] Layer = Images.Bytes("a layer of conformance");

    /// <summary>Gets one case of each kind; <paramref name="algorithm"/> names the digests in them.</summary>
    public static IEnumerable<ManifestCase> All(string algorithm)
    {
        byte[][] parts = [Config, Layer];
        byte[][] note = [EmptyJson, Layer];
        var image = Oci(Gzip, algorithm: algorithm);
        yield return Of("an image", parts, image);
        yield return Of("an image with zstd layers", parts, Oci("application/vnd.oci.image.layer.v1.tar+zstd", algorithm: algorithm));
        yield return Of("an image without layers", [Config], Write(ManifestMediaTypes.OciManifest, $"\"config\":{Described(ManifestMediaTypes.OciConfig, Config)},\"layers\":[]"));
        yield return Of("an image with an empty layer", [Config, []], Write(ManifestMediaTypes.OciManifest, $"\"config\":{Described(ManifestMediaTypes.OciConfig, Config)},\"layers\":[{Described(Gzip, [])}]"));
        yield return Of("an image whose layer is named twice", parts, Write(ManifestMediaTypes.OciManifest, $"\"config\":{Described(ManifestMediaTypes.OciConfig, Config)},\"layers\":[{Described(Gzip, Layer)},{Described(Gzip, Layer)}]"));
        yield return Of("an image with data in its descriptors", parts, Oci(Gzip, further: $",\"data\":\"{Convert.ToBase64String(Layer)}\"", algorithm: algorithm));
        yield return Of("an image with fields of its own", parts, Oci(Gzip, manifest: ",\"org.example\":{\"x\":[1,null,\"\\u00e9\"]}", algorithm: algorithm));
        yield return Of("an image with a large manifest", parts, Oci(Gzip, manifest: $",\"annotations\":{{\"large\":\"{new string('a', ManifestReader.MaximumSize - 2_000)}\"}}", algorithm: algorithm));
        yield return Of("an image with a layer that may not be distributed", [Config], Write(ManifestMediaTypes.OciManifest,
            $"\"config\":{Described(ManifestMediaTypes.OciConfig, Config)},\"layers\":[{Described("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", Layer, ",\"urls\":[\"https://layers.example/1\"]")}]"));
        yield return Of("a Docker image", parts, Write(ManifestMediaTypes.DockerManifest,
            $"\"config\":{Described(ManifestMediaTypes.DockerConfig, Config)},\"layers\":[{Described("application/vnd.docker.image.rootfs.diff.tar.gzip", Layer)}]"), ManifestMediaTypes.DockerManifest);
        yield return new("a Docker list", parts, [(ManifestMediaTypes.OciManifest, image), (ManifestMediaTypes.DockerList, ListOf(ManifestMediaTypes.DockerList, image))]);
        yield return Of("an index of nothing", [], ListOf(ManifestMediaTypes.OciIndex), ManifestMediaTypes.OciIndex);
        var index = ListOf(ManifestMediaTypes.OciIndex, image);
        yield return new("an index", parts, [(ManifestMediaTypes.OciManifest, image), (ManifestMediaTypes.OciIndex, index)]);
        yield return new("an index of an index", parts, [
            (ManifestMediaTypes.OciManifest, image), (ManifestMediaTypes.OciIndex, index),
            (ManifestMediaTypes.OciIndex, Write(ManifestMediaTypes.OciIndex, $"\"manifests\":[{Described(ManifestMediaTypes.OciIndex, index)}]"))]);
        yield return Of("an artifact", note, Write(ManifestMediaTypes.OciManifest, $"\"artifactType\":\"{Note}\",\"config\":{Described(ManifestMediaTypes.OciEmpty, EmptyJson)},\"layers\":[{Described("text/plain", Layer)}]"));
        yield return Of("an artifact without layers", [EmptyJson], Write(ManifestMediaTypes.OciManifest, $"\"artifactType\":\"{Note}\",\"config\":{Described(ManifestMediaTypes.OciEmpty, EmptyJson)},\"layers\":[]"));
        yield return new("an index that is an artifact", parts, [
            (ManifestMediaTypes.OciManifest, image), (ManifestMediaTypes.OciIndex, Write(ManifestMediaTypes.OciIndex, $"\"artifactType\":\"{Note}\",\"manifests\":[{Described(ManifestMediaTypes.OciManifest, image)}]"))]);
        var absent = Images.DigestOf(Images.Bytes("never pushed"), algorithm);
        var subject = $",\"subject\":{{\"mediaType\":\"{ManifestMediaTypes.OciManifest}\",\"digest\":\"{absent}\",\"size\":12}}";
        yield return Of("an artifact of what is not here", note, Write(ManifestMediaTypes.OciManifest, $"\"artifactType\":\"{Note}\",\"config\":{Described(ManifestMediaTypes.OciEmpty, EmptyJson)},\"layers\":[{Described("text/plain", Layer)}]{subject}")) with { Subject = absent };
        yield return Of("an index of what is not here", [], Write(ManifestMediaTypes.OciIndex, $"\"manifests\":[]{subject}"), ManifestMediaTypes.OciIndex) with { Subject = absent };

        string Described(string mediaType, byte[] bytes, string further = "") => Images.Descriptor(mediaType, bytes, further, algorithm);

        byte[] ListOf(string mediaType, params byte[][] images) => Write(mediaType, $"\"manifests\":[{string.Join(',', images.Select(one => Described(ManifestMediaTypes.OciManifest, one)))}]");
    }

    public override string ToString() => Name;

    private static ManifestCase Of(string name, IReadOnlyList<byte[]> blobs, byte[] manifest, string mediaType = ManifestMediaTypes.OciManifest) => new(name, blobs, [(mediaType, manifest)]);

    private static byte[] Oci(string layerType, string further = "", string manifest = "", string algorithm = "sha256") => Write(
        ManifestMediaTypes.OciManifest,
        $"\"config\":{Images.Descriptor(ManifestMediaTypes.OciConfig, Config, algorithm: algorithm)},\"layers\":[{Images.Descriptor(layerType, Layer, further, algorithm)}]{manifest}");

    private static byte[] Write(string mediaType, string fields) => Encoding.UTF8.GetBytes($"{{\n \"schemaVersion\": 2, \"mediaType\": \"{mediaType}\",{fields}\n}}\n");
}
