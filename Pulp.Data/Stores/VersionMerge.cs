using Pulp.Data.Sql;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Merges a version that is being deleted into its successor. Rows keep their ordinals, as a version shows whatever came at or before
/// its own; what has to be done is to delete rows that no version shows any more, and to bring the successor's counts to its new predecessor.
/// </summary>
/// <remarks>
/// Looks at the smaller of what the version changed and what its successor changed, so its cost is that of the smaller change. While it
/// is under way, the version's row keeps in place of the present units those that cancel out.
/// </remarks>
internal sealed class VersionMerge
{
    private const int Part = 1_000;
    private readonly SqlSession session;
    private readonly VersionRow row;
    private readonly RepositoryVersion next;
    private readonly Dictionary<string, long> canceled;

    // The ordinals of the predecessor, the version itself and the successor.
    private readonly long before;
    private readonly long middle;
    private readonly long after;

    public VersionMerge(SqlSession session, VersionRow row, RepositoryVersion next)
    {
        this.session = session;
        this.row = row;
        this.next = next;
        (before, middle, after) = (row.StartOrdinal, row.Version.Ordinal, next.Ordinal);
        canceled = new(row.Version.Summary.Present, StringComparer.Ordinal);
    }

    private ContentSummary Mine => row.Version.Summary;

    private ContentSummary Theirs => next.Summary;

    /// <summary>Does a part of the work.</summary>
    /// <returns>How much of the limit is left; 0 means that there is more to do.</returns>
    public async ValueTask<long> RunAsync(long limit)
    {
        // Phase 0: what went with the version and came back with its successor. Phase 1: what came with the version and went, whose
        // rows are deleted; so it comes second, as the first looks at what the version held.
        var cursor = row.Cursor;
        for (var phase = row.Phase; phase < 2; phase++, cursor = 0)
        {
            var scan = ScanOf(phase);
            long? position = cursor;
            while (position is not null && limit > 0)
            {
                cursor = position.Value;
                var (rows, last) = await scan.ReadAsync(session, cursor, (int)Math.Min(limit, Part), MembershipRow.Read).ConfigureAwait(false);
                if (rows is null)
                    throw new StoreException("Another deletion changed what this one was reading.", false);
                limit = Math.Max(limit - Math.Max(rows.Count, 1), 0);
                var hidden = phase == 1 ? rows.FindAll(IsHidden) : [];
                await CancelAsync(phase == 1 ? hidden : rows, phase).ConfigureAwait(false);
                await DeleteAsync(hidden).ConfigureAwait(false);

                // The next part begins after the last row that is still there.
                var kept = rows.FindLastIndex(found => phase == 0 || !IsHidden(found));
                position = last is null ? null : kept < 0 ? cursor : rows[kept].Id;
            }

            if (position is not null)
            {
                await SaveProgressAsync(phase, position.Value).ConfigureAwait(false);
                return 0;
            }
        }

        await SaveSuccessorAsync().ConfigureAwait(false);
        return Math.Max(limit, 1);
    }

    private MembershipScan ScanOf(int phase)
    {
        var (mine, theirs) = phase == 0 ? (Mine.Removed, Theirs.Added) : (Mine.Added, Theirs.Removed);
        var (column, other) = phase == 0 ? ("removed", "added") : ("added", "removed");
        return mine.Values.Sum() <= theirs.Values.Sum()
            ? new MembershipScan(row.Version.RepositoryKey, column, before, middle)
            : new MembershipScan(row.Version.RepositoryKey, other, middle, after);
    }

    private bool IsHidden(MembershipRow found) => found.Added > before && found.Added <= middle && found.Removed > middle && found.Removed <= after;

    private async ValueTask DeleteAsync(List<MembershipRow> rows)
    {
        if (rows.Count == 0)
            return;
        var membership = await MembershipRows.OpenAsync(session, row.Version.RepositoryKey).ConfigureAwait(false);
        await membership.DeleteAsync(rows.ConvertAll(found => found.Id)).ConfigureAwait(false);
    }

    /// <summary>Counts the units that predecessor and successor agree on, and only the version between did not.</summary>
    private async ValueTask CancelAsync(List<MembershipRow> rows, int phase)
    {
        if (rows.Count == 0)
            return;
        var types = await session.ListAsync(
            $"""
            SELECT type_id, count(*) FROM (
              SELECT m.type_id, max({MembershipRow.VisibleAt("m", "?3")}) AS b, max({MembershipRow.VisibleAt("m", "?4")}) AS c, max({MembershipRow.VisibleAt("m", "?5")}) AS a
              FROM repository_content m
              WHERE m.repository_id = ?2 AND {session.Dialect.In("m.content_id", "?1", SqlListKind.Integers)} GROUP BY m.content_id, m.type_id) AS units
            WHERE b = a AND a <> c AND c = ?6 GROUP BY type_id
            """,
            static found => (Type: found.GetInt64(0), Count: found.GetInt64(1)),
            SqlValue.List(rows.ConvertAll(found => found.ContentKey)), row.Version.RepositoryKey, before, middle, after, phase).ConfigureAwait(false);
        foreach (var (type, count) in types)
        {
            var name = await session.Numbers.NameAsync(type).ConfigureAwait(false);
            canceled[name] = canceled.GetValueOrDefault(name) + count;
        }
    }

    private async ValueTask SaveProgressAsync(int phase, long cursor) => await session.ExecuteAsync(
        "UPDATE repository_version SET summary = ?2, phase = ?3, cursor = ?4 WHERE id = ?1",
        row.Id, SqlValue.Utf8(SummaryJson.Write(Mine with { Present = canceled })), phase, cursor).ConfigureAwait(false);

    private async ValueTask SaveSuccessorAsync()
    {
        var summary = Theirs with
        {
            Added = SummaryJson.Sum(SummaryJson.Sum(Theirs.Added, Mine.Added), canceled, -1),
            Removed = SummaryJson.Sum(SummaryJson.Sum(Theirs.Removed, Mine.Removed), canceled, -1),
        };
        await session.ExecuteAsync(
            "UPDATE repository_version SET summary = ?2, updated = ?3 WHERE uuid = ?1", next.Id, SqlValue.Utf8(SummaryJson.Write(summary)), session.Now()).ConfigureAwait(false);
    }
}
