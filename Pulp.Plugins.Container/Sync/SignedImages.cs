using Pulp.Plugins.Container.Manifests;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Decides whether an image is signed. Whether a signature is good is for those who pull to decide: they have the keys.
/// </summary>
internal static class SignedImages
{
    /// <summary>Gets whether an image is signed; an index is when a signature of cosign covers it as a whole, or each of its images is signed.</summary>
    public static bool IsSigned(ImageNode node, ReadImage image, ManifestTrees trees)
    {
        if (node.Manifest is null)
            return trees.FindDeclared(node.Digest)?.IsSigned ?? false;
        var attached = image.AttachedTo(node);
        if (attached.HasManifestSignature)
            return true;
        var about = node.Manifest.Listed.Where(entry => entry.Describes is not null).Select(entry => entry.Digest).ToHashSet(StringComparer.Ordinal);
        var images = node.Listed.Where(listed => !about.Contains(listed.Digest)).ToList();
        return ManifestMediaTypes.IsIndex(node.MediaType) && images.Count > 0
            ? images.TrueForAll(listed => IsSigned(listed, image, trees))
            : attached.Signatures.Count > 0;
    }
}
