using Pulp.ContentTypes;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents the bytes of a layer, of an image's configuration or of anything else that a manifest refers to, known by their digest.
/// </summary>
public sealed record Blob : Content
{
    internal const string TypeName = "container.blob";

    /// <summary>Gets the digest, for example <c>sha256:ab12…</c>. The unit's file has it as its path.</summary>
    public required string Digest { get; init; }

    internal static ContentReference ReferenceTo(string digest) => new(TypeName, KeyHash.Of(digest));
}
