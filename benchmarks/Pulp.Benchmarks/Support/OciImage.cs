using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Pulp.Benchmarks;

/// <summary>An image of random layers in a folder (OCI image layout), which nobody has seen before.</summary>
internal sealed class OciImage
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private OciImage(string folder, byte[] manifest, IReadOnlyList<string> layers)
    {
        Folder = folder;
        Manifest = manifest;
        Layers = layers;
    }

    public string Folder { get; }

    public byte[] Manifest { get; }

    public string ManifestDigest => DigestOf(Manifest);

    /// <summary>Gets the digests of the layers.</summary>
    public IReadOnlyList<string> Layers { get; }

    public string FileOf(string digest) => Path.Combine(Folder, "blobs", digest.Replace(':', '/'));

    public static OciImage Write(string folder, int layers, int size)
    {
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        var digests = new List<string>();
        var diffs = new List<string>();
        var bytes = new byte[size - 64];
        for (var number = 0; number < layers; number++)
        {
            Random.Shared.NextBytes(bytes);
            diffs.Add(DigestOf(bytes));
            digests.Add(Keep(folder, Pack(bytes)));
        }

        var config = ConfigOf(diffs);
        var manifest = ManifestOf(config, [.. digests.Select(digest => (digest, new FileInfo(PathOf(folder, digest)).Length))]);
        Keep(folder, config);
        Keep(folder, manifest);
        File.WriteAllText(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllBytes(Path.Combine(folder, "index.json"), JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            manifests = new[] { new { mediaType = ManifestType, digest = DigestOf(manifest), size = manifest.Length } },
        }));
        return new OciImage(folder, manifest, digests);
    }

    public static byte[] ConfigOf(IReadOnlyList<string> diffs) =>
        JsonSerializer.SerializeToUtf8Bytes(new { architecture = "amd64", os = "linux", rootfs = new { type = "layers", diff_ids = diffs } });

    public static byte[] ManifestOf(byte[] config, IReadOnlyList<(string Digest, long Size)> layers) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        schemaVersion = 2,
        mediaType = ManifestType,
        config = new { mediaType = "application/vnd.oci.image.config.v1+json", digest = DigestOf(config), size = config.Length },
        layers = layers.Select(layer => new { mediaType = "application/vnd.oci.image.layer.v1.tar+gzip", digest = layer.Digest, size = layer.Size }),
    });

    public static string DigestOf(ReadOnlySpan<byte> bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    private static string PathOf(string folder, string digest) => Path.Combine(folder, "blobs", digest.Replace(':', '/'));

    private static string Keep(string folder, byte[] bytes)
    {
        var digest = DigestOf(bytes);
        File.WriteAllBytes(PathOf(folder, digest), bytes);
        return digest;
    }

    // Marked as gzip, so that no client compresses it; not compressed, so that writing it is quick.
    private static byte[] Pack(byte[] bytes)
    {
        var packed = new MemoryStream(bytes.Length + 64);
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
