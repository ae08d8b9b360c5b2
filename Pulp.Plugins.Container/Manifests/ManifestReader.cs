using System.Text;
using System.Text.Json;
using Pulp.Digests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;

namespace Pulp.Plugins.Container.Manifests;

/// <summary>
/// Reads manifests as strictly as the image specification allows: a document that two programs could understand in two ways is refused.
/// </summary>
internal static class ManifestReader
{
    /// <summary>The size up to which a manifest is taken, in bytes.</summary>
    public const int MaximumSize = 4 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Reads a manifest.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="contentType">The media type it was sent with; null when that is not known.</param>
    /// <param name="algorithm">The algorithm of the digest it is known by.</param>
    /// <param name="takesSchema1">Whether manifests of schema version 1 are taken.</param>
    /// <returns>The manifest, without what only its configuration tells.</returns>
    /// <exception cref="RegistryException">It is no manifest, or of a kind that is not taken.</exception>
    public static Manifest Read(ReadOnlyMemory<byte> bytes, string? contentType, DigestAlgorithm algorithm = DigestAlgorithm.Sha256, bool takesSchema1 = false)
    {
        if (bytes.Length > MaximumSize)
            throw new RegistryException(RegistryError.ManifestTooLarge, $"A manifest has at most {MaximumSize} bytes.");
        try
        {
            var text = StrictUtf8.GetString(bytes.Span);
            using var document = JsonDocument.Parse(bytes, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw Invalid("The manifest is not a JSON object.");
            if (VersionOf(root) != 1)
                return Read(root, text, OciDigest.Of(bytes.Span, algorithm).ToString(), contentType);
            if (!takesSchema1)
                throw NoSchema1();
            var named = Schema1Document.NamedByDigest(bytes, contentType);
            return Schema1Document.Read(named, isSigned: !named.Equals(bytes), text, OciDigest.Of(named.Span, algorithm).ToString());
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            throw Invalid("The manifest is not a JSON document in UTF-8 without repeated names.");
        }
    }

    private static Manifest Read(JsonElement root, string text, string digest, string? contentType)
    {
        var mediaType = MediaTypeOf(root, contentType);
        if (ManifestMediaTypes.IsSchema1(mediaType))
            throw NoSchema1();
        if (VersionOf(root) != 2)
            throw Invalid("The manifest's schemaVersion is not 2.");
        var annotations = ManifestFields.Texts(root, "annotations");
        var artifactType = ManifestFields.Text(root, "artifactType") is { Length: > 0 } stated ? stated : null;
        var subject = ManifestFields.IsSet(root, "subject") ? ManifestFields.Descriptor(root.GetProperty("subject"), "subject").Digest : null;
        var manifest = new Manifest
        {
            Digest = digest, MediaType = mediaType, Document = text, Annotations = annotations, ArtifactType = artifactType, Subject = subject,
        };
        if (ManifestMediaTypes.IsIndex(mediaType))
            return ReadIndex(root, manifest);
        return ManifestMediaTypes.IsManifest(mediaType) ? ReadImage(root, manifest) : throw Invalid($"The media type '{mediaType}' is none of a manifest.");
    }

    private static Manifest ReadIndex(JsonElement root, Manifest manifest)
    {
        RequireAbsent(root, "layers", "config", "fsLayers", "blobs");
        if (!ManifestFields.IsSet(root, "manifests"))
            throw Invalid("An index needs its manifests.");
        return manifest with { Type = ManifestType.Index, Listed = ManifestFields.Descriptors(root, "manifests") };
    }

    private static Manifest ReadImage(JsonElement root, Manifest manifest)
    {
        RequireAbsent(root, "manifests", "fsLayers", "blobs");
        if (!ManifestFields.IsSet(root, "config"))
            throw Invalid("An image manifest needs its config.");
        var config = ManifestFields.Descriptor(root.GetProperty("config"), "config");
        var layers = ManifestFields.Descriptors(root, "layers");
        manifest = manifest with
        {
            Config = config with { IsForeign = false },
            Layers = layers,
            CompressedImageSize = ManifestFields.Sum(layers),
            ArtifactType = manifest.ArtifactType ?? config.MediaType,
        };
        return manifest with { Type = ManifestTypes.Of(manifest, ManifestFields.Text(root, "artifactType")) };
    }

    private static string MediaTypeOf(JsonElement root, string? contentType)
    {
        MediaType? sent = null;
        if (contentType is not null)
            sent = MediaType.TryParse(contentType, out var parsed) ? parsed : throw Invalid("The Content-Type is no media type.");
        if (ManifestFields.Text(root, "mediaType") is { Length: > 0 } text)
        {
            if (!MediaType.TryParse(text, out var stated) || stated.Text != text)
                throw Invalid("The manifest's mediaType is malformed.");
            if (sent is { } other && other != stated)
                throw Invalid($"The manifest's mediaType '{stated}' is not the Content-Type '{other}' it was sent with.");
            return stated.Text;
        }

        return sent?.Text ?? (ManifestFields.IsSet(root, "manifests") ? ManifestMediaTypes.OciIndex : ManifestMediaTypes.OciManifest);
    }

    private static long? VersionOf(JsonElement root) =>
        root.TryGetProperty("schemaVersion", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var number) ? number : null;

    private static void RequireAbsent(JsonElement root, params string[] names)
    {
        if (Array.Find(names, name => root.TryGetProperty(name, out _)) is { } strange)
            throw Invalid($"The manifest has '{strange}', which its media type does not allow.");
    }

    private static RegistryException NoSchema1() =>
        new(RegistryError.Unsupported, "Manifests of schema version 1 are only mirrored: push the image with schema version 2.");

    private static RegistryException Invalid(string message) => new(RegistryError.ManifestInvalid, message);
}
