using System.Text.Json.Serialization;
using Pulp.ContentTypes;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents a manifest: the document that describes an image for one platform, a list of such, or another artifact.
/// </summary>
/// <remarks>The document is kept and served byte for byte, because its digest is its name. The other fields are read from it and from the configuration it names.</remarks>
public sealed record Manifest : Content
{
    internal const string TypeName = "container.manifest";

    /// <summary>Gets the digest of the document, for example <c>sha256:ab12…</c>.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets the version of the document's schema.</summary>
    public long SchemaVersion { get; init; } = 2;

    /// <summary>Gets the media type, under which the document is served.</summary>
    public required string MediaType { get; init; }

    /// <summary>Gets what is described.</summary>
    public ManifestType Type { get; init; }

    /// <summary>Gets the annotations of the document.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the labels of the image's configuration.</summary>
    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, string> ImageLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether a machine boots from the image.</summary>
    public bool IsBootable { get; init; }

    /// <summary>Gets whether the image holds a Flatpak.</summary>
    public bool IsFlatpak { get; init; }

    /// <summary>Gets the processor the image runs on; empty when it is no image.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Gets the operating system the image runs on; empty when it is no image.</summary>
    public string Os { get; init; } = "";

    /// <summary>Gets the sum of the sizes of the layers as they are transferred.</summary>
    public long CompressedImageSize { get; init; }

    /// <summary>Gets the document.</summary>
    [Field(Hidden = true)]
    public required string Document { get; init; }

    /// <summary>Gets the configuration; null for an index.</summary>
    [Field(Hidden = true)]
    public Descriptor? Config { get; init; }

    /// <summary>Gets the layers in their order; empty for an index.</summary>
    [Field(Hidden = true)]
    public IReadOnlyList<Descriptor> Layers { get; init; } = [];

    /// <summary>Gets the manifests that an index lists.</summary>
    [Field(Hidden = true)]
    public IReadOnlyList<Descriptor> Listed { get; init; } = [];

    /// <summary>Gets the digest of the manifest this one is attached to, or null. That one need not be here.</summary>
    [Field(Hidden = true)]
    public string? Subject { get; init; }

    /// <summary>Gets the type of an artifact as the document states it, or else the media type of its configuration; null for an index that states none.</summary>
    [Field(Hidden = true)]
    public string? ArtifactType { get; init; }

    internal static ContentReference ReferenceTo(string digest) => new(TypeName, KeyHash.Of(digest));

    /// <summary>Gets the digests of the blobs that must be here, each once.</summary>
    internal IEnumerable<Descriptor> NeededBlobs() =>
        (Config is null ? Layers : [Config, .. Layers]).Where(descriptor => !descriptor.IsForeign).DistinctBy(descriptor => descriptor.Digest, StringComparer.Ordinal);

    internal IReadOnlyList<ContentReference> References()
    {
        List<ContentReference> references = [];
        if (Config is not null)
            references.Add(Blob.ReferenceTo(Config.Digest));
        references.AddRange(Layers.Select(layer => Blob.ReferenceTo(layer.Digest)).Distinct());
        references.AddRange(Listed.Select(listed => ReferenceTo(listed.Digest)).Distinct());
        if (Subject is not null)
            references.Add(ReferenceTo(Subject) with { Direction = ReferenceDirection.BelongsTo });
        return references;
    }
}
