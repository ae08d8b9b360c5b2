using Pulp.Artifacts;

namespace Pulp.Maintenance;

/// <summary>
/// Represents what a check of the whole store found.
/// </summary>
public sealed class StoreReport
{
    /// <summary>The most findings that are kept; all are counted.</summary>
    public const int MaximumFindings = 1_000;

    private readonly List<StoreFinding> findings = [];
    private readonly Dictionary<StoreFindingKind, long> counts = [];

    /// <summary>Gets how many artifacts were checked.</summary>
    public long Artifacts { get; internal set; }

    /// <summary>Gets how many repository versions were checked.</summary>
    public long Versions { get; internal set; }

    /// <summary>Gets how many files have no record. They are no damage: a cleanup of orphans removes them.</summary>
    public long StrayFiles { get; internal set; }

    /// <summary>Gets the size of the files without a record, in bytes.</summary>
    public long StrayBytes { get; internal set; }

    /// <summary>Gets what was found, at most <see cref="MaximumFindings"/>.</summary>
    public IReadOnlyList<StoreFinding> Findings => findings;

    /// <summary>Gets how much of each kind was found; kinds without findings are left out.</summary>
    public IReadOnlyDictionary<StoreFindingKind, long> Counts => counts;

    /// <summary>Gets whether nothing is wrong.</summary>
    public bool IsSound => counts.Count == 0;

    internal void Add(StoredArtifact artifact, ArtifactCondition condition)
    {
        var (kind, detail) = condition switch
        {
            ArtifactCondition.Missing => (StoreFindingKind.MissingFile, "The bytes are gone."),
            ArtifactCondition.Damaged => (StoreFindingKind.DamagedFile, $"The bytes differ in size or digest; {artifact.Size} bytes are expected."),
            _ => (StoreFindingKind.UnreadableFile, "The bytes cannot be read."),
        };
        Add(kind, $"sha256:{artifact.Sha256}", detail);
    }

    internal void Add(StoreFindingKind kind, string subject, string detail)
    {
        counts[kind] = counts.GetValueOrDefault(kind) + 1;
        if (findings.Count < MaximumFindings)
            findings.Add(new StoreFinding(kind, subject, detail));
    }
}
