using Pulp.Queries;

namespace Pulp.Data.Sql;

/// <summary>
/// What a listing reads: columns, tables, the fields callers may use, and the key that makes its order stable.
/// </summary>
/// <param name="Columns">The columns the rows are built from.</param>
/// <param name="From">The table, with joins that neither add nor drop rows.</param>
/// <param name="Fields">The fields for conditions and orders.</param>
/// <param name="Key">The unique expression that ends every order; larger is newer.</param>
internal sealed record SqlSelect(string Columns, string From, SqlFieldMap Fields, string Key)
{
    /// <summary>Reads a page.</summary>
    /// <param name="session">The session.</param>
    /// <param name="query">What the caller wants.</param>
    /// <param name="read">Builds a row.</param>
    /// <param name="where">Conditions the caller cannot change, with their parameters; null for none.</param>
    /// <returns>The page.</returns>
    /// <exception cref="ArgumentException">The query names an unknown field, or a value does not fit.</exception>
    public async ValueTask<Page<T>> PageAsync<T>(SqlSession session, Query query, Func<SqlStatement, T> read, SqlBuilder? where = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(query.Offset, nameof(query));
        ArgumentOutOfRangeException.ThrowIfNegative(query.Limit, nameof(query));
        var builder = where ?? new SqlBuilder(session.Dialect);
        if (query.Where is { } condition)
            builder.And(new ConditionSql(builder, Fields).Translate(condition));
        var order = Order(session.Dialect, query.OrderBy);
        var counted = builder.Values.ToArray();
        var limits = $"LIMIT {builder.Parameter(query.Limit)} OFFSET {builder.Parameter(query.Offset)}";
        IReadOnlyList<T> rows = query.Limit == 0
            ? []
            : await session.ListAsync($"SELECT {Columns} FROM {From} WHERE {builder.Where} ORDER BY {order} {limits}", read, builder.Values).ConfigureAwait(false);
        if (!query.WithCount)
            return new Page<T>(-1, rows);

        // A page that is neither full nor beyond the end tells the total.
        var count = rows.Count < query.Limit && (rows.Count > 0 || query.Offset == 0)
            ? query.Offset + rows.Count
            : await session.NumberAsync($"SELECT count(*) FROM {From} WHERE {builder.Where}", counted).ConfigureAwait(false) ?? 0;
        return new Page<T>(count, rows);
    }

    private string Order(SqlDialect dialect, IReadOnlyList<Ordering> orderings) => orderings.Count == 0
        ? $"{Key} DESC"
        : string.Join(", ", orderings.Select(ordering => Term(dialect, ordering)).Append($"{Key}{(orderings[^1].Descending ? " DESC" : "")}"));

    private string Term(SqlDialect dialect, Ordering ordering)
    {
        var field = Fields[ordering.Field];
        return field.IsOrdered && field.Type != SqlFieldType.TextList
            ? dialect.Order(field.Expression, ordering.Descending, field.IsNullable)
            : throw new ArgumentException($"The field '{ordering.Field}' has no order.");
    }
}
