using Pulp.Data.Sql;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Changes many units of a draft at once.
/// </summary>
internal sealed class DraftCopy
{
    private const int Part = 1_000_000;
    private readonly SqlSession session;
    private readonly VersionDraft draft;

    public DraftCopy(SqlSession session, VersionDraft draft)
    {
        session.RequireWrite();
        if (draft.IsStaged)
            throw new ArgumentException("A staged draft is changed unit by unit.", nameof(draft));
        this.session = session;
        this.draft = draft;
    }

    /// <summary>Removes everything.</summary>
    /// <returns>How many units were removed.</returns>
    public async ValueTask<long> RemoveAllAsync()
    {
        var count = await RemoveAsync(new MembershipScan(draft.RepositoryKey, "added", -1, draft.Ordinal), "TRUE").ConfigureAwait(false);
        await CountAsync(default, ContentSummary.Empty.Present).ConfigureAwait(false);
        return count;
    }

    /// <summary>Makes the draft equal to a version.</summary>
    public async ValueTask RunAsync(RepositoryVersion source)
    {
        var change = session.Drafts.Of(draft);
        var isSame = source.RepositoryKey == draft.RepositoryKey;
        var isEmpty = draft.Start.Summary.Present.Count == 0 && change.Added.Count == 0;
        if (!isEmpty)
        {
            var scan = new MembershipScan(draft.RepositoryKey, "added", isSame ? source.Ordinal : -1, draft.Ordinal);
            await RemoveAsync(scan, $"NOT {InSource("m", "?6", "?7")}", source.RepositoryKey, source.Ordinal).ConfigureAwait(false);
            await RestoreAsync(source).ConfigureAwait(false);
        }

        if (isSame && !isEmpty)
            await InsertRemovedSinceAsync(source).ConfigureAwait(false);
        else
            await InsertAsync(source, isEmpty).ConfigureAwait(false);
        await CountAsync(source.SetHash, source.Summary.Present).ConfigureAwait(false);
    }

    // One statement reads all it needs before it writes, which is much faster than going back and forth; what it has read is
    // held in memory, 70 bytes a unit, so that a very large version is copied in parts.
    private async ValueTask InsertAsync(RepositoryVersion source, bool isEmpty)
    {
        const string range = "s.repository_id = ?1 AND (s.added, s.id) > (?3, ?4)";
        var missing = isEmpty ? "" : $" AND NOT {InSource("s", "?7", "?8")}";
        using var find = session.Prepare(
            $"SELECT s.added, s.id FROM repository_content s WHERE {range} AND s.added <= ?2 ORDER BY s.added, s.id LIMIT 1 OFFSET ?5",
            source.RepositoryKey, source.Ordinal, SqlValue.Null, SqlValue.Null, Part - 1);
        using var insert = session.Prepare(
            $"""
            INSERT INTO repository_content (repository_id, content_id, type_id, added, key_id, group_key)
            SELECT ?7, s.content_id, s.type_id, ?8, s.key_id, s.group_key FROM repository_content s
            WHERE {range} AND (s.added, s.id) <= (?5, ?6) AND (s.removed IS NULL OR s.removed > ?2){missing}
            """,
            source.RepositoryKey, source.Ordinal, SqlValue.Null, SqlValue.Null, SqlValue.Null, SqlValue.Null, draft.RepositoryKey, draft.Ordinal);
        for ((long Added, long Row)? after = (-1, 0); after is { } from;)
        {
            Bind(find, 3, from);
            after = await find.ReadAsync().ConfigureAwait(false) ? (find.GetInt64(0), find.GetInt64(1)) : null;
            find.Reset();
            Bind(insert, 3, from);
            Bind(insert, 5, after ?? (source.Ordinal, long.MaxValue));
            await insert.ExecuteAsync().ConfigureAwait(false);
        }
    }

    private static void Bind(SqlStatement statement, int parameter, (long Added, long Row) position)
    {
        statement.Bind(parameter, position.Added);
        statement.Bind(parameter + 1, position.Row);
    }

    /// <summary>In the same repository, only what was removed since can be missing.</summary>
    private async ValueTask InsertRemovedSinceAsync(RepositoryVersion source) => await session.ExecuteAsync(
        $"""
        INSERT INTO repository_content (repository_id, content_id, type_id, added, key_id, group_key)
        SELECT ?1, s.content_id, s.type_id, ?2, s.key_id, s.group_key FROM repository_content s
        WHERE s.repository_id = ?1 AND s.removed > ?3 AND s.removed <= ?2 AND s.added <= ?3 AND NOT {InSource("s", "?1", "?2")}
        """,
        draft.RepositoryKey, draft.Ordinal, source.Ordinal).ConfigureAwait(false);

    private static string InSource(string table, string repository, string ordinal) =>
        $"EXISTS (SELECT 1 FROM repository_content o WHERE o.content_id = {table}.content_id AND o.repository_id = {repository} AND {MembershipRow.VisibleAt("o", ordinal)})";

    private async ValueTask<long> RemoveAsync(MembershipScan scan, string condition, params SqlValue[] values)
    {
        scan = scan with { Where = $"{MembershipRow.VisibleAt("m", "?4")} AND {condition}" };
        var (found, _) = await scan.ReadAsync(session, 0, int.MaxValue, static row => (Row: row.GetInt64(0), Added: row.GetInt64(3)), values).ConfigureAwait(false);
        var rows = await MembershipRows.OpenAsync(session, draft).ConfigureAwait(false);
        await rows.DeleteAsync([.. found!.Where(row => row.Added == draft.Ordinal).Select(row => row.Row)]).ConfigureAwait(false);
        await rows.RemoveAsync([.. found!.Where(row => row.Added != draft.Ordinal).Select(row => row.Row)], draft.Ordinal).ConfigureAwait(false);
        return found!.Count;
    }

    /// <summary>Brings back what the draft itself removed before and the source holds.</summary>
    private async ValueTask RestoreAsync(RepositoryVersion source)
    {
        var found = await session.ListAsync(
            $"SELECT m.id FROM repository_content m WHERE m.repository_id = ?1 AND m.removed = ?2 AND {InSource("m", "?3", "?4")}",
            static row => row.GetInt64(0), draft.RepositoryKey, draft.Ordinal, source.RepositoryKey, source.Ordinal).ConfigureAwait(false);
        var rows = await MembershipRows.OpenAsync(session, draft).ConfigureAwait(false);
        await rows.RestoreAsync(found).ConfigureAwait(false);
    }

    /// <summary>Sets the draft's counts from what it has become; only what was removed has to be counted.</summary>
    private async ValueTask CountAsync(SetHash hash, IReadOnlyDictionary<string, long> present)
    {
        var removed = new Dictionary<string, long>(StringComparer.Ordinal);
        var counts = await session.ListAsync(
            "SELECT type_id, count(*) FROM repository_content WHERE repository_id = ?1 AND removed = ?2 GROUP BY type_id",
            static row => (Type: row.GetInt64(0), Count: row.GetInt64(1)), draft.RepositoryKey, draft.Ordinal).ConfigureAwait(false);
        foreach (var (type, count) in counts)
            removed.Add(await session.Numbers.NameAsync(type).ConfigureAwait(false), count);
        var added = SummaryJson.Sum(SummaryJson.Sum(present, removed), draft.Start.Summary.Present, -1);
        session.Drafts.Of(draft).Set(hash.Minus(draft.Start.SetHash), added, removed);
    }
}
