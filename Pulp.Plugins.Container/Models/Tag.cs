using Pulp.ContentTypes;
using Pulp.Plugins.Container.Naming;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents a name for a manifest. In one version of a repository a name stands for one manifest.
/// </summary>
public sealed record Tag : Content
{
    internal const string TypeName = "container.tag";

    /// <summary>Gets the name, for example <c>latest</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the digest of the manifest.</summary>
    [Field(Hidden = true)]
    public required string Digest { get; init; }

    /// <summary>Gets the media type of the manifest.</summary>
    [Field(Hidden = true)]
    public required string MediaType { get; init; }

    /// <summary>Gets what the tag needs, and what it belongs to: a tag of cosign goes where the image goes that it is for.</summary>
    internal IReadOnlyList<ContentReference> References() => CompanionTag.SubjectOf(Name) is { } subject && subject != Digest
        ? [Manifest.ReferenceTo(Digest), Manifest.ReferenceTo(subject) with { Direction = ReferenceDirection.BelongsTo }]
        : [Manifest.ReferenceTo(Digest)];

    internal static Tag Of(string name, Manifest manifest) => new() { Name = name, Digest = manifest.Digest, MediaType = manifest.MediaType };
}
