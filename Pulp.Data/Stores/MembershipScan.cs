using Pulp.Data.Sql;

namespace Pulp.Data.Stores;

/// <summary>
/// Reads rows of a repository's time line in the order in which units came, or went, a part at a time.
/// </summary>
/// <param name="RepositoryKey">The repository.</param>
/// <param name="Column"><c>added</c> or <c>removed</c>: by which event the rows are read.</param>
/// <param name="After">Only events after this ordinal.</param>
/// <param name="UpTo">Only events up to this ordinal.</param>
internal sealed record MembershipScan(long RepositoryKey, string Column, long After, long UpTo)
{
    // Parameters of the scan itself; those of the condition follow.
    private const int Own = 5;

    /// <summary>Gets what is read of each row; its alias is m. The first column must be <c>m.id</c>.</summary>
    public string Columns { get; init; } = "m.id, m.content_id, m.type_id, m.added, m.removed";

    /// <summary>Gets further tables.</summary>
    public string Join { get; init; } = "";

    /// <summary>Gets a further condition; its parameters start at <c>?6</c>.</summary>
    public string Where { get; init; } = "TRUE";

    /// <summary>Gets the order among what <see cref="Join"/> makes of one row.</summary>
    public string ThenBy { get; init; } = "";

    /// <summary>A scan of what a version shows.</summary>
    /// <param name="repositoryKey">The repository.</param>
    /// <param name="ordinal">The version's ordinal.</param>
    public static MembershipScan OfVersion(long repositoryKey, long ordinal) => new(repositoryKey, "added", -1, ordinal)
    {
        Where = "(m.removed IS NULL OR m.removed > ?4)",
    };

    /// <summary>Reads a part.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cursor">The last row read before; 0 to start.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="values">The parameters of <see cref="Where"/>.</param>
    /// <returns>The rows, and the cursor for the next part, or null at the end. The rows are null when the row of the cursor is gone.</returns>
    public async ValueTask<(List<T>? Rows, long? Cursor)> ReadAsync<T>(
        SqlSession session, long cursor, int limit, Func<SqlStatement, T> read, params SqlValue[] values)
    {
        var rows = new List<T>();
        var position = After;
        if (cursor != 0)
        {
            var at = await session.NumberAsync($"SELECT {Column} FROM repository_content WHERE id = ?1 AND repository_id = ?2", cursor, RepositoryKey).ConfigureAwait(false);
            if (at is null)
                return (null, null);
            position = at.Value;
            cursor = await ReadAsync(session, $"m.{Column} = ?2 AND m.id > ?3 AND ?4 = ?4", $"m.id", position, cursor, limit, rows, read, values).ConfigureAwait(false);
        }

        if (rows.Count < limit)
            cursor = await ReadAsync(session, $"m.{Column} > ?2 AND ?3 = ?3 AND m.{Column} <= ?4", $"m.{Column}, m.id", position, cursor, limit, rows, read, values).ConfigureAwait(false);
        return (rows, rows.Count < limit ? null : cursor);
    }

    private async ValueTask<long> ReadAsync<T>(
        SqlSession session, string range, string order, long position, long cursor, int limit, List<T> rows, Func<SqlStatement, T> read, SqlValue[] values)
    {
        using var statement = session.Prepare(
            $"SELECT {Columns} FROM repository_content m {Join} WHERE m.repository_id = ?1 AND {range} AND {Where} ORDER BY {order}{ThenBy} LIMIT ?5",
            RepositoryKey, position, cursor, UpTo, limit - rows.Count);
        for (var index = 0; index < values.Length; index++)
            statement.Bind(Own + 1 + index, values[index]);
        while (await statement.ReadAsync().ConfigureAwait(false))
        {
            cursor = statement.GetInt64(0);
            rows.Add(read(statement));
        }

        return cursor;
    }
}
