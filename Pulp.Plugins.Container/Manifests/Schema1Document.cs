using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;

namespace Pulp.Plugins.Container.Manifests;

/// <summary>
/// Reads manifests of schema version 1, which old registries still have. They are mirrored and served, but not pushed.
/// </summary>
/// <remarks>
/// Image Manifest Version 2, Schema 1 of the Docker registry. The digest of a signed one is that of what was signed: the document without its
/// signatures. Only that is read, so that nobody can add to what the digest stands for.
/// </remarks>
internal static class Schema1Document
{
    private const string LayerType = "application/vnd.docker.container.image.rootfs.diff+x-gtar";
    private const int MaximumTail = 1024;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Gets the bytes that the digest of a manifest stands for.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="mediaType">The media type it was sent with; null when that is not known.</param>
    /// <returns>What was signed of a signed document of schema version 1, otherwise the document.</returns>
    public static ReadOnlyMemory<byte> NamedByDigest(ReadOnlyMemory<byte> bytes, string? mediaType)
    {
        if (mediaType is not null && !ManifestMediaTypes.IsSchema1(mediaType))
            return bytes;
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return SignedPart(bytes, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // Reading it says what is wrong.
            return bytes;
        }
    }

    /// <summary>Reads a manifest.</summary>
    /// <param name="named">What its digest stands for.</param>
    /// <param name="isSigned">Whether that is a part of the document.</param>
    /// <param name="text">The document.</param>
    /// <param name="digest">The digest.</param>
    /// <exception cref="RegistryException">It is none.</exception>
    public static Manifest Read(ReadOnlyMemory<byte> named, bool isSigned, string text, string digest)
    {
        using var document = JsonDocument.Parse(named, Strict);
        var root = document.RootElement;
        if (!root.TryGetProperty("fsLayers", out var layers) || layers.ValueKind != JsonValueKind.Array)
            throw new RegistryException(RegistryError.ManifestInvalid, "A manifest of schema version 1 needs its fsLayers.");
        var manifest = new Manifest
        {
            Digest = digest,
            SchemaVersion = 1,
            MediaType = isSigned ? ManifestMediaTypes.DockerSchema1Signed : ManifestMediaTypes.DockerSchema1,
            Document = text,
            Type = ManifestType.Image,
            Layers = [.. layers.EnumerateArray().Select(layer => new Descriptor(LayerType, OciDigest.Parse(ManifestFields.Text(layer, "blobSum")).ToString(), Descriptor.UnknownSize))],
        };
        manifest = manifest.With(NewestConfig(root));
        return manifest.Architecture.Length > 0 ? manifest : manifest with { Architecture = ManifestFields.Text(root, "architecture") ?? "" };
    }

    // The first entry of the history is the configuration of the image.
    private static ImageConfig NewestConfig(JsonElement root) =>
        root.TryGetProperty("history", out var history) && history.ValueKind == JsonValueKind.Array && history.GetArrayLength() > 0
            && history[0].ValueKind == JsonValueKind.Object && ManifestFields.Text(history[0], "v1Compatibility") is { } config
            ? ImageConfig.Read(Encoding.UTF8.GetBytes(config))
            : ImageConfig.Empty;

    private static ReadOnlyMemory<byte> SignedPart(ReadOnlyMemory<byte> bytes, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("signatures", out var signatures) || signatures.GetArrayLength() == 0 || root.GetProperty("schemaVersion").GetInt32() != 1)
            return bytes;
        using var statement = JsonDocument.Parse(Base64Url.DecodeFromChars(signatures[0].GetProperty("protected").GetString()), Strict);
        var length = statement.RootElement.GetProperty("formatLength").GetInt32();
        var tail = Base64Url.DecodeFromChars(statement.RootElement.GetProperty("formatTail").GetString());
        return length < 0 || length > bytes.Length || tail.Length > MaximumTail ? bytes : (byte[])[.. bytes.Span[..length], .. tail];
    }
}
