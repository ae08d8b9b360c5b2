using Pulp.Artifacts;
using Pulp.Storage;

namespace Pulp.Sync;

/// <summary>
/// Represents items that go through the stages together, in the order the source yielded them.
/// </summary>
internal sealed class SyncBatch
{
    public SyncBatch(IReadOnlyList<SyncItem> items) => Items = items;

    public IReadOnlyList<SyncItem> Items { get; }

    /// <summary>Gets the files that were there already, by SHA-256.</summary>
    public Dictionary<string, StoredArtifact> Found { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the files downloaded for the batch, staged and not yet durable.</summary>
    public Dictionary<DeclaredFile, StagedArtifact> Staged { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gets the optional units of which a file could not be had.</summary>
    public HashSet<DeclaredContent> LeftOut { get; } = new(ReferenceEqualityComparer.Instance);

    public IEnumerable<DeclaredContent> Units => Items.OfType<DeclaredContent>();
}
