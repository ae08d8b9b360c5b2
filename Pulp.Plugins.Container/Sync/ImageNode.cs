using Pulp.Plugins.Container.Models;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Represents a manifest that was read, with those it lists as far as they are taken.
/// </summary>
/// <param name="Digest">The digest.</param>
/// <param name="MediaType">The media type.</param>
/// <param name="Manifest">The manifest; null when it was declared before in this sync, with all that comes with it.</param>
/// <param name="Listed">The manifests an index lists.</param>
/// <param name="IsSignature">Whether it is a signature of what it is attached to.</param>
internal sealed record ImageNode(string Digest, string MediaType, Manifest? Manifest, IReadOnlyList<ImageNode> Listed, bool IsSignature)
{
    private static readonly string[] SignatureTypes = ["application/vnd.dev.cosign.artifact.sig.v1+json", "application/vnd.cncf.notary.signature"];

    public static ImageNode Of(Manifest manifest, IReadOnlyList<ImageNode> listed) => new(
        manifest.Digest,
        manifest.MediaType,
        manifest,
        listed,
        manifest.Type is ManifestType.CosignSignature or ManifestType.CosignAttestationBundle || SignatureTypes.Contains(manifest.ArtifactType, StringComparer.Ordinal));

    /// <summary>Gets this and all it lists, directly or through others: what is listed before what lists it.</summary>
    public IEnumerable<ImageNode> All() => Listed.SelectMany(listed => listed.All()).Append(this);
}
