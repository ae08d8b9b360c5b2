using Pulp.Plugins.Container.Models;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Holds what is attached to one manifest.
/// </summary>
/// <param name="Referrers">The manifests that have it as their subject.</param>
/// <param name="Tags">The tags whose names say that they belong to it, and what they name.</param>
/// <param name="Signatures">Its detached signatures.</param>
internal sealed record Attachments(
    IReadOnlyList<ImageNode> Referrers, IReadOnlyList<(string Name, ImageNode Image)> Tags, IReadOnlyList<ManifestSignature> Signatures)
{
    public static Attachments None { get; } = new([], [], []);

    /// <summary>Gets whether a signature is attached as a manifest. It covers what the signed one lists, too.</summary>
    public bool HasManifestSignature => Images().Any(image => image.All().Any(node => node.IsSignature));

    public IEnumerable<ImageNode> Images() => Referrers.Concat(Tags.Select(tag => tag.Image));
}
