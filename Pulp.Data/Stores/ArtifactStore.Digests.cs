using Pulp.Artifacts;
using Pulp.Data.Sql;
using Pulp.Digests;

namespace Pulp.Data.Stores;

/// <content>Which digests artifacts have.</content>
internal sealed partial class ArtifactStore
{
    private static readonly string CountDigests = string.Join(", ", DigestAlgorithms.All.Select(algorithm => $"count(a.{DigestAlgorithms.NameOf(algorithm)})"));

    private static readonly string SetDigests =
        $"UPDATE artifact SET {string.Join(", ", DigestAlgorithms.All.Select((algorithm, index) => (algorithm, index)).Where(column => column.algorithm != DigestAlgorithm.Sha256)
            .Select(column => $"{DigestAlgorithms.NameOf(column.algorithm)} = ?{2 + column.index}"))} WHERE id = ?1 AND sha256 = ?{2 + IndexOf(DigestAlgorithm.Sha256)}";

    public async ValueTask<ArtifactDigestCounts> CountDigestsAsync(IReadOnlyCollection<DigestAlgorithm> wanted) => (await session.FirstAsync(
        $"SELECT count(*), coalesce(sum(CASE WHEN {Deviates(wanted)} THEN 1 ELSE 0 END), 0), {CountDigests} FROM artifact a",
        static row => new ArtifactDigestCounts(
            row.GetInt64(0), row.GetInt64(1), DigestAlgorithms.All.ToDictionary(algorithm => algorithm, algorithm => row.GetInt64(2 + IndexOf(algorithm))))).ConfigureAwait(false))!;

    public async ValueTask<IReadOnlyList<StoredArtifact>> ScanDeviatingAsync(IReadOnlyCollection<DigestAlgorithm> wanted, long afterKey, int limit) => await session.ListAsync(
        $"SELECT {Columns} FROM {From} WHERE a.id > ?1 AND ({Deviates(wanted)}) ORDER BY a.id LIMIT ?2", static row => Read(row, 0), afterKey, limit).ConfigureAwait(false);

    public async ValueTask<long> SetDigestsAsync(IReadOnlyList<StoredArtifact> artifacts)
    {
        session.RequireWrite();
        var changed = 0L;
        using var update = session.Prepare(SetDigests);
        foreach (var artifact in artifacts)
        {
            update.Bind(1, artifact.StoreKey);
            DigestColumns.Bind(update, 2, artifact.Digests);
            changed += await update.ExecuteAsync().ConfigureAwait(false);
        }

        return changed;
    }

    private static string Deviates(IReadOnlyCollection<DigestAlgorithm> wanted) => string.Join(" OR ", DigestAlgorithms.All
        .Where(algorithm => algorithm != DigestAlgorithm.Sha256)
        .Select(algorithm => $"a.{DigestAlgorithms.NameOf(algorithm)} IS {(wanted.Contains(algorithm) ? "" : "NOT ")}NULL"));

    // Columns are in this order wherever they are listed.
    private static int IndexOf(DigestAlgorithm algorithm) => DigestAlgorithms.All.Index().First(column => column.Item == algorithm).Index;
}
