namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Represents an image that was read with everything that comes with it, and is not declared yet.
/// </summary>
/// <param name="Tag">The tag; null when it is taken without one.</param>
/// <param name="Root">What the tag names.</param>
/// <param name="Attached">What is attached, by the digest it is attached to.</param>
internal sealed record ReadImage(string? Tag, ImageNode Root, IReadOnlyDictionary<string, Attachments> Attached)
{
    public Attachments AttachedTo(ImageNode node) => Attached.GetValueOrDefault(node.Digest, Attachments.None);
}
