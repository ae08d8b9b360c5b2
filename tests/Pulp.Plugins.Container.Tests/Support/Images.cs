using System.Security.Cryptography;
using System.Text;
using Pulp.Plugins.Container.Manifests;

namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Makes manifests of images.</summary>
internal static class Images
{
    public static string DigestOf(byte[] bytes, string algorithm = "sha256") =>
        $"{algorithm}:{Convert.ToHexStringLower(algorithm == "sha512" ? SHA512.HashData(bytes) : SHA256.HashData(bytes))}";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Config(string architecture = "amd64", string label = "one") =>
        Bytes($$$"""{"architecture":"{{{architecture}}}","os":"linux","config":{"Labels":{"name":"{{{label}}}"}},"rootfs":{"type":"layers","diff_ids":[]}}""");

    /// <summary>Makes bytes that nothing else has.</summary>
    public static byte[] Random(int size)
    {
        var bytes = new byte[size];
        RandomNumberGenerator.Fill(bytes);
        return bytes;
    }

    public static string Descriptor(string mediaType, byte[] bytes, string further = "", string algorithm = "sha256") =>
        $$"""{"mediaType":"{{mediaType}}","digest":"{{DigestOf(bytes, algorithm)}}","size":{{bytes.Length}}{{further}}}""";

    public static byte[] Image(byte[] config, IEnumerable<byte[]> layers, string further = "", string configType = ManifestMediaTypes.OciConfig) =>
        Bytes($$"""
            {"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}","config":{{Descriptor(configType, config)}},"layers":[{{string.Join(',', layers.Select(layer => Descriptor("application/vnd.oci.image.layer.v1.tar", layer)))}}]{{further}}}
            """);

    public static byte[] Index(params IEnumerable<byte[]> manifests) =>
        Bytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciIndex}}","manifests":[{{string.Join(',', manifests.Select(manifest => Descriptor(ManifestMediaTypes.OciManifest, manifest)))}}]}""");

    public static string Subject(byte[] manifest) => $",\"subject\":{Descriptor(ManifestMediaTypes.OciManifest, manifest)}";
}
