using Pulp.Data.Sql;
using SQLitePCL;

namespace Pulp.Data.Sqlite;

internal sealed class SqliteConnection : SqlConnection, IDisposable
{
    // Filters make statements of their own; beyond this many, those not in use are forgotten.
    private const int CacheLimit = 300;

    // Some microseconds of work between two looks at the token.
    private const int StepsBetweenChecks = 2_000;
    private readonly Dictionary<string, SqliteStatement> idle = new(StringComparer.Ordinal);
    private readonly List<SqliteStatement> used = [];
    private readonly bool isReadOnly;
    private readonly delegate_progress progress;

    private SqliteConnection(sqlite3 handle, bool isReadOnly)
    {
        Handle = handle;
        this.isReadOnly = isReadOnly;
        progress = _ => Cancellation.IsCancellationRequested ? 1 : 0;
    }

    public sqlite3 Handle { get; }

    /// <summary>Gets or sets the token that ends the statements under way.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Gets whether a transaction is open; an error may have ended it.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Opens a connection with the settings all of them share.</summary>
    public static SqliteConnection Open(SqliteOptions options, bool isReadOnly, long cacheSize)
    {
        // Every connection has one user at a time, so SQLite's own locks are left out.
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(options.DatabasePath, out var handle, flags, null);
        var connection = new SqliteConnection(handle, isReadOnly);
        try
        {
            SqliteErrors.Check(handle, code);
            raw.sqlite3_extended_result_codes(handle, 1);
            raw.sqlite3_busy_timeout(handle, (int)options.BusyTimeout.TotalMilliseconds);
            connection.Run($"PRAGMA cache_size = {-(cacheSize / 1024)}");
            connection.Run("PRAGMA temp_store = MEMORY");
            connection.Run("PRAGMA foreign_keys = ON");
            connection.Run("PRAGMA synchronous = FULL");
            connection.Run("PRAGMA wal_autocheckpoint = 0");
            if (isReadOnly)
            {
                connection.Run("PRAGMA query_only = ON");
                raw.sqlite3_progress_handler(handle, StepsBetweenChecks, connection.progress, null);
            }

            SqliteFunctions.Register(handle);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override SqlStatement Prepare(string sql) => Take(sql);

    /// <summary>The work of <see cref="Prepare"/>.</summary>
    public SqliteStatement Take(string sql)
    {
        if (!idle.Remove(sql, out var statement))
            statement = Create(sql);
        statement.Slot = used.Count;
        used.Add(statement);
        return statement;
    }

    /// <summary>Runs one statement or a script without parameters and ignores its rows.</summary>
    public void Run(string sql)
    {
        var code = raw.sqlite3_exec(Handle, sql);
        if (code != raw.SQLITE_OK)
            throw Failure(raw.sqlite3_extended_errcode(Handle));
    }

    /// <summary>Runs a statement that is used again and again, such as BEGIN.</summary>
    public void RunCached(string sql)
    {
        using var statement = Take(sql);
        statement.Execute();
    }

    /// <summary>Gets the first column of the first row of a statement as a number, or 0.</summary>
    public long Number(string sql)
    {
        using var statement = Take(sql);
        return statement.Read() ? statement.GetInt64(0) : 0;
    }

    /// <summary>Gets the first column of the first row of a statement as text, or nothing.</summary>
    public string Text(string sql)
    {
        using var statement = Take(sql);
        return statement.Read() ? statement.GetString(0) : "";
    }

    public Exception Failure(int code) => SqliteErrors.ToException(
        (code & 0xFF) == code ? raw.sqlite3_extended_errcode(Handle) : code,
        raw.sqlite3_errmsg(Handle).utf8_to_string());

    public void Return(SqliteStatement statement)
    {
        Release(statement);
        if (!idle.TryAdd(statement.Sql, statement))
            statement.Close();
        else if (idle.Count > CacheLimit)
            ForgetIdle();
    }

    /// <summary>Ends the statements a delegate left open: they would keep the transaction from ending, and are of no use to whoever still holds them.</summary>
    public void CloseUsed()
    {
        while (used.Count > 0)
        {
            var left = used[^1];
            Release(left);
            left.Close();
        }
    }

    public void Dispose()
    {
        CloseUsed();
        ForgetIdle();
        Handle.Dispose();
    }

    private void Release(SqliteStatement statement)
    {
        var last = used[^1];
        used[statement.Slot] = last;
        last.Slot = statement.Slot;
        used.RemoveAt(used.Count - 1);
        statement.Slot = -1;
    }

    private void ForgetIdle()
    {
        foreach (var statement in idle.Values)
            statement.Close();
        idle.Clear();
    }

    private SqliteStatement Create(string sql)
    {
        var code = raw.sqlite3_prepare_v2(Handle, sql, out var statement);
        if (code != raw.SQLITE_OK)
            throw Failure(code);
        if (isReadOnly && raw.sqlite3_stmt_readonly(statement) == 0)
        {
            statement.Dispose();
            throw new InvalidOperationException("This session only reads: change the database inside IPulpDatabase.WriteAsync.");
        }

        return new SqliteStatement(this, sql, statement);
    }
}
