using Pulp.ContentTypes;
using Pulp.Plugins.Container.Models;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Registry;

/// <summary>
/// Holds the plugin's content types, and the keys under which their units are found.
/// </summary>
internal sealed class ContainerTypes(PulpCatalog catalog)
{
    public ContentType Blobs { get; } = catalog.ContentTypeOf(typeof(Blob));

    public ContentType Manifests { get; } = catalog.ContentTypeOf(typeof(Manifest));

    public ContentType Tags { get; } = catalog.ContentTypeOf(typeof(Tag));

    public ContentType Signatures { get; } = catalog.ContentTypeOf(typeof(ManifestSignature));

    public KeyHash BlobPlace(string digest) => Blobs.RepositoryKeyOfPath(digest)!.Value;

    public KeyHash ManifestPlace(string digest) => Manifests.RepositoryKey(new Manifest { Digest = digest, MediaType = "", Document = "" });

    public KeyHash TagPlace(string name) => Tags.RepositoryKey(new Tag { Name = name, Digest = "", MediaType = "" });

    /// <summary>Makes the row of a unit that is about to be saved.</summary>
    public NewContent Row(Content unit, params IReadOnlyList<NewContentFile> files)
    {
        var type = catalog.ContentTypeOf(unit);
        return new NewContent(type, unit, type.NaturalKey(unit), files);
    }
}
