using Pulp.Data.Sql;

namespace Pulp.Data.Stores;

/// <summary>
/// The time at which a row was last of interest to someone, which protects it from cleanup. It is renewed at most once an hour.
/// </summary>
internal static class Interest
{
    public static readonly TimeSpan Renewal = TimeSpan.FromHours(1);

    public static bool IsOld(DateTimeOffset interest, DateTimeOffset now) => interest < now - Renewal;

    /// <summary>Sets the time ahead, so that no cleanup before then takes the rows.</summary>
    public static async ValueTask HoldAsync(SqlSession session, string table, IReadOnlyCollection<long> keys, DateTimeOffset until)
    {
        session.RequireWrite();
        if (keys.Count > 0)
            await session.ExecuteAsync($"UPDATE {table} SET interest = ?2 WHERE {session.Dialect.In("id", "?1", SqlListKind.Integers)} AND interest < ?2", SqlValue.List(keys), until).ConfigureAwait(false);
    }

    public static async ValueTask RenewAsync(SqlSession session, string table, IReadOnlyCollection<long> keys)
    {
        session.RequireWrite();
        if (keys.Count == 0)
            return;
        var now = session.Now();
        await session.ExecuteAsync(
            $"UPDATE {table} SET interest = ?2 WHERE {session.Dialect.In("id", "?1", SqlListKind.Integers)} AND interest < ?3",
            SqlValue.List(keys), now, now - Renewal).ConfigureAwait(false);
    }
}
