using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Changes rows of one repository's time line, and keeps account of what an open staged draft counts on.
/// </summary>
/// <remarks>
/// A staged draft marks rows as removed at its own ordinal, far ahead, where nobody sees it. Another draft may overwrite such a
/// mark, delete the row, or bring a removed row back; each is noted in <c>staged_overlap</c>, from which completing the staged draft
/// corrects what it counted.
/// </remarks>
internal sealed class MembershipRows
{
    /// <summary>How many rows are changed by one statement.</summary>
    public const int Part = 10_000;

    private const string Note = "INSERT INTO staged_overlap (repository_id, row_id, displaced, type_id, content_uuid) ";
    private static readonly string[] Columns = ["added", "removed"];
    private readonly SqlSession session;
    private readonly long repositoryKey;
    private readonly long? staged;

    private MembershipRows(SqlSession session, long repositoryKey, long? staged)
    {
        this.session = session;
        this.repositoryKey = repositoryKey;
        this.staged = staged;
    }

    /// <summary>Prepares changes by a draft.</summary>
    public static ValueTask<MembershipRows> OpenAsync(SqlSession session, VersionDraft draft) =>
        draft.IsStaged ? new(new MembershipRows(session, draft.RepositoryKey, null)) : OpenAsync(session, draft.RepositoryKey);

    /// <summary>Prepares changes by someone other than a staged draft.</summary>
    public static async ValueTask<MembershipRows> OpenAsync(SqlSession session, long repositoryKey)
    {
        var ordinal = await session.NumberAsync(
            "SELECT ordinal FROM repository_version WHERE repository_id = ?1 AND state <> 0 AND state = 2", repositoryKey).ConfigureAwait(false);
        return new MembershipRows(session, repositoryKey, ordinal);
    }

    /// <summary>Marks rows as removed at an ordinal.</summary>
    public async ValueTask RemoveAsync(IReadOnlyCollection<long> rows, long ordinal)
    {
        if (staged is null && rows.Count == 1)
        {
            await session.ExecuteAsync("UPDATE repository_content SET removed = ?2 WHERE id = ?1", rows.First(), ordinal).ConfigureAwait(false);
            return;
        }

        foreach (var part in rows.Chunk(Part))
        {
            var list = SqlValue.List(part);
            if (staged is { } other)
            {
                await session.ExecuteAsync(
                    $"{Note}SELECT m.repository_id, m.id, 1, m.type_id, c.uuid FROM repository_content m JOIN content c ON c.id = m.content_id WHERE m.removed = ?2 AND {In("m.id")}",
                    list, other).ConfigureAwait(false);
            }

            await session.ExecuteAsync($"UPDATE repository_content SET removed = ?2 WHERE {In("id")}", list, ordinal).ConfigureAwait(false);
        }
    }

    /// <summary>Takes back that rows were removed.</summary>
    public async ValueTask RestoreAsync(IReadOnlyCollection<long> rows)
    {
        foreach (var part in rows.Chunk(Part))
        {
            var list = SqlValue.List(part);
            if (staged is { } other)
            {
                await session.ExecuteAsync(
                    $"UPDATE repository_content SET removed = ?2 WHERE {In("id")} AND id IN (SELECT row_id FROM staged_overlap WHERE repository_id = ?3 AND displaced = 1)",
                    list, other, repositoryKey).ConfigureAwait(false);
                await session.ExecuteAsync(
                    $"UPDATE repository_content SET removed = NULL WHERE {In("id")} AND id NOT IN (SELECT row_id FROM staged_overlap WHERE repository_id = ?2 AND displaced = 1 AND row_id IS NOT NULL)",
                    list, repositoryKey).ConfigureAwait(false);
                await session.ExecuteAsync(
                    $"DELETE FROM staged_overlap WHERE repository_id = ?2 AND displaced = 1 AND {In("row_id")}", list, repositoryKey).ConfigureAwait(false);
                await session.ExecuteAsync(
                    $"{Note}SELECT m.repository_id, m.id, 0, m.type_id, c.uuid FROM repository_content m JOIN content c ON c.id = m.content_id WHERE m.removed IS NULL AND {In("m.id")}",
                    list).ConfigureAwait(false);
            }
            else
            {
                await session.ExecuteAsync($"UPDATE repository_content SET removed = NULL WHERE {In("id")}", list).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Deletes rows that no version shows.</summary>
    public async ValueTask DeleteAsync(IReadOnlyCollection<long> rows)
    {
        foreach (var part in rows.Chunk(Part))
        {
            var list = SqlValue.List(part);
            if (staged is { } other)
            {
                await session.ExecuteAsync(
                    $"UPDATE staged_overlap SET row_id = NULL WHERE repository_id = ?2 AND {In("row_id")}", list, repositoryKey).ConfigureAwait(false);
                await session.ExecuteAsync(
                    $"{Note}SELECT m.repository_id, NULL, 1, m.type_id, c.uuid FROM repository_content m JOIN content c ON c.id = m.content_id WHERE m.removed = ?2 AND {In("m.id")}",
                    list, other).ConfigureAwait(false);
            }

            await session.ExecuteAsync($"DELETE FROM repository_content WHERE {In("id")}", list).ConfigureAwait(false);
        }
    }

    /// <summary>Undoes what was added and removed between two ordinals, the last one included.</summary>
    /// <param name="after">The ordinal of the version to come back to.</param>
    /// <param name="upTo">The ordinal that is undone.</param>
    /// <param name="limit">How many rows to undo at most.</param>
    /// <returns>How many rows of the limit are left; 0 means that more may have to be undone.</returns>
    public async ValueTask<long> UndoAsync(long after, long upTo, long limit)
    {
        foreach (var column in Columns)
            limit = await UndoAsync(column, after, upTo, limit).ConfigureAwait(false);
        return limit;
    }

    private async ValueTask<long> UndoAsync(string column, long after, long upTo, long limit)
    {
        while (limit > 0)
        {
            var part = Math.Min(limit, Part);
            var rows = await session.ListAsync(
                $"SELECT id FROM repository_content WHERE repository_id = ?1 AND {column} > ?2 AND {column} <= ?3 LIMIT ?4",
                static row => row.GetInt64(0), repositoryKey, after, upTo, part).ConfigureAwait(false);
            if (column == "added")
                await DeleteAsync(rows).ConfigureAwait(false);
            else
                await RestoreAsync(rows).ConfigureAwait(false);
            limit -= rows.Count;
            if (rows.Count < part)
                break;
        }

        return limit;
    }

    private string In(string expression) => session.Dialect.In(expression, "?1", SqlListKind.Integers);
}
