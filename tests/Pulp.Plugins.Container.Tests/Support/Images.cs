using System.Security.Cryptography;
using System.Text;
using Pulp.Plugins.Container.Manifests;

namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Makes manifests of images.</summary>
internal static class Images
{
    public static string DigestOf(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Config(string architecture = "amd64", string label = "one") =>
        Bytes($$$"""{"architecture":"{{{architecture}}}","os":"linux","config":{"Labels":{"name":"{{{label}}}"}},"rootfs":{"type":"layers","diff_ids":[]}}""");

    public static string Descriptor(string mediaType, byte[] bytes, string further = "") =>
        $$"""{"mediaType":"{{mediaType}}","digest":"{{DigestOf(bytes)}}","size":{{bytes.Length}}{{further}}}""";

    public static byte[] Image(byte[] config, IEnumerable<byte[]> layers, string further = "", string configType = ManifestMediaTypes.OciConfig) =>
        Bytes($$"""
            {"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}","config":{{Descriptor(configType, config)}},"layers":[{{string.Join(',', layers.Select(layer => Descriptor("application/vnd.oci.image.layer.v1.tar", layer)))}}]{{further}}}
            """);

    public static byte[] Index(params IEnumerable<byte[]> manifests) =>
        Bytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciIndex}}","manifests":[{{string.Join(',', manifests.Select(manifest => Descriptor(ManifestMediaTypes.OciManifest, manifest)))}}]}""");

    public static string Subject(byte[] manifest) => $",\"subject\":{Descriptor(ManifestMediaTypes.OciManifest, manifest)}";
}
