using Pulp.Resources;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Asks to copy manifests with all they need, without tags, from another repository. Exactly one of repository and version is given.
/// </summary>
public sealed record ManifestCopy
{
    /// <summary>Gets the repository whose latest version is copied from.</summary>
    [Field(References = ReferenceTarget.Repository)]
    public Guid? SourceRepository { get; init; }

    /// <summary>Gets the version that is copied from.</summary>
    [Field(References = ReferenceTarget.RepositoryVersion)]
    public Guid? SourceRepositoryVersion { get; init; }

    /// <summary>Gets the digests of the manifests; null means all.</summary>
    public IReadOnlyList<string>? Digests { get; init; }

    /// <summary>Gets the media types of the manifests; null means all.</summary>
    public IReadOnlyList<string>? MediaTypes { get; init; }
}
