namespace Pulp.Data.Sql;

/// <summary>
/// One connection, used by one session at a time.
/// </summary>
internal abstract class SqlConnection
{
    /// <summary>Gets a statement from the connection's cache, or prepares it.</summary>
    /// <param name="sql">One statement with parameters <c>?1</c>, <c>?2</c>…</param>
    /// <returns>The statement, to be disposed.</returns>
    /// <exception cref="InvalidOperationException">The connection only reads and the statement changes something.</exception>
    public abstract SqlStatement Prepare(string sql);
}
