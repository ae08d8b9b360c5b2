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

    /// <summary>Makes an index of manifests, each with a platform such as <c>linux/arm64/v8</c>, or further text of its descriptor.</summary>
    public static byte[] PlatformIndex(params IEnumerable<(byte[] Manifest, string? Platform, string Further)> entries) =>
        Bytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciIndex}}","manifests":[{{string.Join(',', entries.Select(entry => Descriptor(ManifestMediaTypes.OciManifest, entry.Manifest, PlatformOf(entry.Platform) + entry.Further)))}}]}""");

    /// <summary>Makes an artifact that is attached to a manifest.</summary>
    public static byte[] Artifact(byte[] subject, string text, string layerType = "text/plain", string configType = "application/vnd.example.note.v1+json") => Bytes($$"""
        {"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}","config":{{Descriptor(configType, Empty)}},"layers":[{{Descriptor(layerType, Bytes(text))}}]{{Subject(subject)}}}
        """);

    /// <summary>Gets what artifacts have for a configuration.</summary>
    public static byte[] Empty => Bytes("{}");

    private static string PlatformOf(string? platform) => platform?.Split('/') switch
    {
        [var os, var architecture] => $$""","platform":{"os":"{{os}}","architecture":"{{architecture}}"}""",
        [var os, var architecture, var variant] => $$""","platform":{"os":"{{os}}","architecture":"{{architecture}}","variant":"{{variant}}"}""",
        _ => "",
    };

    public static string Subject(byte[] manifest) => $",\"subject\":{Descriptor(ManifestMediaTypes.OciManifest, manifest)}";
}
