using Pulp.Data.Sql;

namespace Pulp.Data.Stores;

/// <summary>
/// A row of a repository's time line: a unit came at one ordinal and, perhaps, went at another.
/// </summary>
internal readonly record struct MembershipRow(long Id, long ContentKey, long TypeId, long Added, long? Removed)
{
    public static MembershipRow Read(SqlStatement row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64OrNull(4));

    /// <summary>Tells whether the version of an ordinal shows the row.</summary>
    public bool IsVisibleAt(long ordinal) => Added <= ordinal && (Removed is null || Removed > ordinal);

    /// <summary>The condition of <see cref="IsVisibleAt"/> in SQL. The plus keeps the planner from looking rows up by their ordinals, of which most hold.</summary>
    /// <param name="table">The table's alias.</param>
    /// <param name="ordinal">The parameter or column that holds the ordinal.</param>
    public static string VisibleAt(string table, string ordinal) =>
        $"(+{table}.added <= {ordinal} AND ({table}.removed IS NULL OR {table}.removed > {ordinal}))";
}
