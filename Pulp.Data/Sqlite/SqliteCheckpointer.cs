using Microsoft.Extensions.Logging;
using Pulp.Stores;
using SQLitePCL;

namespace Pulp.Data.Sqlite;

/// <summary>
/// Moves committed pages from the write-ahead log into the database file on a thread of its own, so that commits do not wait for it.
/// </summary>
/// <remarks>
/// The log starts again from its beginning when all of it was moved and nobody reads from it, which a thread beside a busy writer
/// may never see. So when the log has grown long, the writer moves the small rest itself, between two groups.
/// </remarks>
internal sealed partial class SqliteCheckpointer : IDisposable
{
    private const int CacheWrites = 9;
    private const int PagesBetween = 2_000;
    private const int LongLog = 8_000;
    private readonly SqliteConnection connection;
    private readonly ILogger logger;
    private readonly Thread thread;
    private readonly object sync = new();
    private int pagesSince;
    private int pagesInLog;
    private bool closed;

    public SqliteCheckpointer(SqliteConnection connection, ILogger logger)
    {
        this.connection = connection;
        this.logger = logger;
        thread = new Thread(Work) { IsBackground = true, Name = "Pulp SQLite checkpoint" };
        thread.Start();
    }

    /// <summary>Called by the writer after each commit.</summary>
    public void AfterCommit(SqliteConnection writer)
    {
        raw.sqlite3_db_status(writer.Handle, CacheWrites, out var written, out _, 1);
        bool isLong;
        lock (sync)
        {
            pagesInLog += written;
            pagesSince += written;
            isLong = pagesInLog > LongLog;
            if (pagesSince >= PagesBetween)
                Monitor.Pulse(sync);
        }

        if (isLong)
            Checkpoint(writer);
    }

    public void Dispose()
    {
        lock (sync)
        {
            closed = true;
            Monitor.Pulse(sync);
        }

        thread.Join();
        connection.Dispose();
    }

    private void Work()
    {
        while (Wait())
            Checkpoint(connection);
    }

    private bool Wait()
    {
        lock (sync)
        {
            while (pagesSince < PagesBetween && !closed)
                Monitor.Wait(sync);
            pagesSince = 0;
            return !closed;
        }
    }

    private void Checkpoint(SqliteConnection on)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(on.Handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out var inLog, out var moved);
        if (code == raw.SQLITE_OK)
            SetLogSize(inLog == moved ? 0 : inLog);
        else if ((code & 0xFF) != raw.SQLITE_BUSY)
            LogFailed(SqliteErrors.ToException(code, null));
    }

    private void SetLogSize(int value)
    {
        lock (sync)
            pagesInLog = value;
    }

    [LoggerMessage(103, LogLevel.Warning, "The write-ahead log could not be moved into the database file; it grows until this succeeds")]
    private partial void LogFailed(Exception exception);
}
