using Pulp.Digests;

namespace Pulp.Transfer;

/// <summary>
/// Represents what comes next in a bundle.
/// </summary>
internal abstract record BundleMember
{
    private BundleMember()
    {
    }

    /// <summary>A file of content, whose bytes are read from <see cref="BundleReader.Content"/>.</summary>
    public sealed record Artifact(Digest Sha256, long Size) : BundleMember;

    /// <summary>Units of a repository, by its position in the manifest.</summary>
    public sealed record Units(int Repository, IReadOnlyList<BundleUnit> All) : BundleMember;
}
