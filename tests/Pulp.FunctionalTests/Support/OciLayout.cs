using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// An image layout on disk, as skopeo reads and writes it with <c>oci:</c>.
/// </summary>
internal sealed class OciLayout
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    public const string IndexType = "application/vnd.oci.image.index.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";
    private readonly JsonArray named = [];

    public OciLayout(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        File.WriteAllText(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    public string Folder { get; }

    /// <summary>Gets the blobs of a layout, by digest.</summary>
    public static Dictionary<string, byte[]> BlobsOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, "blobs", "sha256")).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes, StringComparer.Ordinal);

    /// <summary>Packs a file as layers are packed.</summary>
    public static byte[] TarOf(string name, string text)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), ModificationTime = DateTimeOffset.UnixEpoch });
        return bytes.ToArray();
    }

    /// <summary>Adds an image with one layer for each file.</summary>
    /// <param name="files">Names and texts of the files.</param>
    /// <param name="architecture">The processor it is for.</param>
    /// <returns>Its descriptor.</returns>
    public JsonObject AddImage(IReadOnlyList<(string Name, string Text)> files, string architecture = "amd64")
    {
        var layers = files.Select(file => TarOf(file.Name, file.Text)).ToList();
        var config = new JsonObject
        {
            ["architecture"] = architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject { ["Labels"] = new JsonObject { ["made.for"] = "tests" } },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)DigestOf(layer))]) },
            ["history"] = new JsonArray([.. layers.Select(_ => new JsonObject { ["created_by"] = "tests" })]),
        };
        return AddManifest(ConfigType, Bytes(config), LayerType, layers, subject: null);
    }

    /// <summary>Adds an artifact that is attached to a manifest.</summary>
    public JsonObject AddArtifact(JsonObject subject, string text) => AddManifest("application/vnd.example.note.config.v1+json", "{}"u8.ToArray(), "text/plain", [Encoding.UTF8.GetBytes(text)], subject);

    /// <summary>Adds a list of images, one per platform, or of manifests without any.</summary>
    public JsonObject AddIndex(params (JsonObject Image, string? Architecture)[] images)
    {
        var manifests = new JsonArray();
        foreach (var (image, architecture) in images)
        {
            var listed = image.DeepClone().AsObject();
            if (architecture is not null)
                listed["platform"] = new JsonObject { ["architecture"] = architecture, ["os"] = "linux" };
            manifests.Add(listed);
        }

        return Add(IndexType, Bytes(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = IndexType, ["manifests"] = manifests }));
    }

    /// <summary>Gives a manifest a name in the layout.</summary>
    public OciLayout Name(string name, JsonObject descriptor)
    {
        var entry = descriptor.DeepClone().AsObject();
        entry["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = name };
        named.Add(entry);
        File.WriteAllBytes(Path.Combine(Folder, "index.json"), Bytes(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = named.DeepClone() }));
        return this;
    }

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private JsonObject AddManifest(string configType, byte[] config, string layerType, IReadOnlyList<byte[]> layers, JsonObject? subject)
    {
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Add(configType, config),
            ["layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)Add(layerType, layer))]),
        };
        if (subject is not null)
            manifest["subject"] = subject.DeepClone();
        return Add(ManifestType, Bytes(manifest));
    }

    private JsonObject Add(string mediaType, byte[] bytes)
    {
        var digest = DigestOf(bytes);
        File.WriteAllBytes(Path.Combine(Folder, "blobs", "sha256", digest[7..]), bytes);
        return new JsonObject { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = bytes.Length };
    }
}
