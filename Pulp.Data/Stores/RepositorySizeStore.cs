using Pulp.Data.Sql;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Sums sizes inside the database: one statement per figure, each a walk over the memberships of the repositories.
/// </summary>
internal sealed class RepositorySizeStore : IRepositorySizeStore
{
    private readonly SqlSession session;
    private readonly string latestBytes;
    private readonly string storedBytes;
    private readonly string onDemand;

    public RepositorySizeStore(SqlSession session)
    {
        this.session = session;
        var latest =
            $"""
            SELECT m.content_id FROM repository_state r
            JOIN repository_version v ON v.id = r.latest_version
            JOIN repository_content m ON m.repository_id = r.repository_id AND {MembershipRow.VisibleAt("m", "v.ordinal")}
            WHERE {session.Dialect.In("r.repository_id", "?1", SqlListKind.Integers)}
            """;

        // Rows of drafts, and of versions that are being dropped, are in no complete version.
        var kept =
            $"""
            SELECT DISTINCT m.content_id FROM repository_content m
            WHERE {session.Dialect.In("m.repository_id", "?1", SqlListKind.Integers)} AND EXISTS (
              SELECT 1 FROM repository_version v
              WHERE v.repository_id = m.repository_id AND v.state = 0 AND v.ordinal >= m.added AND (m.removed IS NULL OR v.ordinal < m.removed))
            """;
        latestBytes = StoredBytes(latest);
        storedBytes = StoredBytes(kept);
        onDemand =
            $"""
            SELECT coalesce(sum(size), 0), count(*) - count(size) FROM (
              SELECT (SELECT max(s.size) FROM remote_artifact s WHERE s.content_artifact_id = f.id) AS size
              FROM {FilesOf(kept)} WHERE f.artifact_id IS NULL) AS files
            """;
    }

    public async ValueTask<RepositorySize> MeasureAsync(IReadOnlyCollection<Guid> repositoryIds)
    {
        var keys = await session.ListAsync(
            $"SELECT id FROM resource WHERE {session.Dialect.In("uuid", "?1", SqlListKind.Bytes)}", static row => row.GetInt64(0), SqlValue.List(repositoryIds)).ConfigureAwait(false);
        var repositories = SqlValue.List(keys);
        var latest = await session.NumberAsync(latestBytes, repositories).ConfigureAwait(false);
        var stored = await session.NumberAsync(storedBytes, repositories).ConfigureAwait(false);
        var (bytes, unknown) = await session.FirstAsync(onDemand, static row => (row.GetInt64(0), row.GetInt64(1)), repositories).ConfigureAwait(false);
        return new RepositorySize(latest ?? 0, stored ?? 0, bytes, unknown);
    }

    private static string StoredBytes(string units) =>
        $"SELECT sum(a.size) FROM artifact a WHERE a.id IN (SELECT f.artifact_id FROM {FilesOf(units)} WHERE f.artifact_id IS NOT NULL)";

    private static string FilesOf(string units) =>
        $"({units}) AS u JOIN content_artifact f ON f.id >= u.content_id * {ContentFiles.Stride} AND f.id < (u.content_id + 1) * {ContentFiles.Stride}";
}
