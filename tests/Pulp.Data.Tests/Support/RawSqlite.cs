using SQLitePCL;

namespace Pulp.Data.Tests.Support;

/// <summary>
/// A connection past the library, as another process would have.
/// </summary>
internal sealed class RawSqlite : IDisposable
{
    private readonly sqlite3 handle;

    static RawSqlite() => Batteries_V2.Init();

    public RawSqlite(string path)
    {
        if (raw.sqlite3_open(path, out handle) != raw.SQLITE_OK)
            throw new IOException(raw.sqlite3_errmsg(handle).utf8_to_string());
    }

    public void Run(string sql)
    {
        if (raw.sqlite3_exec(handle, sql) != raw.SQLITE_OK)
            throw new IOException(raw.sqlite3_errmsg(handle).utf8_to_string());
    }

    public void Dispose() => handle.Dispose();
}
