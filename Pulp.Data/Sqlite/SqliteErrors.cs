using Pulp.Stores;
using SQLitePCL;

namespace Pulp.Data.Sqlite;

/// <summary>
/// Turns SQLite's result codes into exceptions.
/// </summary>
internal static class SqliteErrors
{
    public static Exception ToException(int code, string? detail)
    {
        var inner = new SqliteFailureException(code, detail);
        return (code & 0xFF) switch
        {
            raw.SQLITE_INTERRUPT => new OperationCanceledException("The query was canceled.", inner),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreException("Another process is using the database; try again later.", true, inner),
            raw.SQLITE_FULL => new StoreException("The disk of the database is full; free some space and try again.", true, inner),
            raw.SQLITE_IOERR => new StoreException("The disk of the database failed; see the log.", true, inner),
            raw.SQLITE_NOMEM => new StoreException("The database ran out of memory.", true, inner),
            raw.SQLITE_CORRUPT => new StoreException("The database file is damaged; restore it from a backup.", false, inner),
            raw.SQLITE_NOTADB => new StoreException("The database file is not an SQLite database; name another file or restore it from a backup.", false, inner),
            raw.SQLITE_READONLY => new StoreException("The database file cannot be written; check its permissions and those of its folder.", false, inner),
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => new StoreException("The database file cannot be opened; check its permissions and those of its folder.", false, inner),
            _ => new StoreException("The database refused a statement; see the log.", false, inner),
        };
    }

    public static void Check(sqlite3 database, int code)
    {
        if (code is not raw.SQLITE_OK and not raw.SQLITE_ROW and not raw.SQLITE_DONE)
            throw ToException(code, raw.sqlite3_errmsg(database).utf8_to_string());
    }
}
