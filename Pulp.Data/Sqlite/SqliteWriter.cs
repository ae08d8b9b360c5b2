using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Sqlite;

/// <summary>
/// Writes, one at a time. Changes that wait at the same time share one transaction and so one flush to disk, each inside a savepoint.
/// </summary>
/// <remarks>
/// There is a thread for it. A change that comes while nobody writes runs where it came from instead, which spares it two handovers, as long
/// as changes are short and their flush is quick: then it takes a thread of the pool no longer than the flush of a file does. No other thread is kept.
/// </remarks>
internal sealed partial class SqliteWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqlContext context;
    private readonly SqliteOptions options;
    private readonly SqliteCheckpointer checkpointer;
    private readonly ILogger logger;
    private readonly Thread thread;
    private readonly object sync = new();
    private readonly Queue<SqliteChange> waiting = [];
    private readonly List<(SqliteChange Change, SqlSession? Session, Exception? Failure)> group = [];
    private bool closed;
    private bool isWriting;
    private bool isShort;

    public SqliteWriter(SqliteConnection connection, SqlContext context, SqliteOptions options, SqliteCheckpointer checkpointer, ILogger logger)
    {
        this.connection = connection;
        this.context = context;
        this.options = options;
        this.checkpointer = checkpointer;
        this.logger = logger;
        thread = new Thread(Work) { IsBackground = true, Name = "Pulp SQLite writer" };
        thread.Start();
    }

    public void Enqueue(SqliteChange change)
    {
        lock (sync)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(SqliteDatabase));
            if (isWriting || !isShort || waiting.Count > 0 || !Thread.CurrentThread.IsThreadPoolThread)
            {
                waiting.Enqueue(change);

                // Whoever writes takes it, or wakes the thread when it gives the turn back.
                if (!isWriting)
                    Monitor.Pulse(sync);
                return;
            }

            isWriting = true;
        }

        Write(change);
    }

    /// <summary>Takes no more changes and returns when those that wait are done.</summary>
    public void Dispose()
    {
        lock (sync)
        {
            closed = true;
            Monitor.Pulse(sync);
        }

        thread.Join();
        Optimize();
        connection.Dispose();
    }

    private void Work()
    {
        while (TakeTurn() is { } first)
            Write(first);
    }

    // Whoever calls has the turn, and gives it back.
    private void Write(SqliteChange first)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            RunGroup(first);
        }
        catch (Exception exception)
        {
            // Nothing of the group is durable: the commit is the last step that can throw.
            Rollback();
            FailGroup(exception);
        }

        var took = Stopwatch.GetElapsedTime(started);
        Answer();

        // Those who waited have their answer first: moving a long log takes a while.
        checkpointer.AfterCommit(connection);
        lock (sync)
        {
            isShort = took < options.ShortTime;
            isWriting = false;
            if (waiting.Count > 0 || closed)
                Monitor.Pulse(sync);
        }
    }

    private void Answer()
    {
        foreach (var (change, _, failure) in group)
        {
            if (failure is null)
                change.Complete();
            else
                change.Fail(failure);
        }

        group.Clear();
    }

    // Looks at the tables whose statistics would have helped a query, at a bounded number of rows of each.
    private void Optimize()
    {
        try
        {
            connection.Run("PRAGMA analysis_limit = 1000");
            connection.Run("PRAGMA optimize");
        }
        catch (StoreException exception)
        {
            LogOptimizeFailed(exception);
        }
    }

    // Waits for a change and the turn to write; null when there will be none.
    private SqliteChange? TakeTurn()
    {
        lock (sync)
        {
            while (isWriting || (waiting.Count == 0 && !closed))
                Monitor.Wait(sync);
            isWriting = waiting.Count > 0;
            return isWriting ? waiting.Dequeue() : null;
        }
    }

    private SqliteChange? TakeWaiting()
    {
        lock (sync)
            return waiting.TryDequeue(out var change) ? change : null;
    }

    private void RunGroup(SqliteChange first)
    {
        if (!Begin(first))
            return;
        var started = Stopwatch.GetTimestamp();
        for (SqliteChange? change = first; change is not null;)
        {
            if (change.TryStart() && !RunOne(change))
                return;
            change = Stopwatch.GetElapsedTime(started) < options.GroupTime ? TakeWaiting() : null;
        }

        // The first change succeeded, or every one was canceled before it ran.
        connection.RunCached(group.Count > 0 ? "COMMIT" : "ROLLBACK");
        foreach (var (_, session, failure) in group)
        {
            if (failure is null)
                RunCommitted(session!);
        }
    }

    // When another process holds the lock for the whole timeout, waiting as long again for each change helps nobody.
    private bool Begin(SqliteChange first)
    {
        try
        {
            connection.RunCached("BEGIN IMMEDIATE");
            return true;
        }
        catch (Exception exception)
        {
            for (SqliteChange? change = first; change is not null; change = TakeWaiting())
            {
                if (change.TryStart())
                    group.Add((change, null, exception));
            }

            return false;
        }
    }

    // The first change of a group needs no savepoint, which would keep a copy of every page it touches: when it fails, the transaction ends with it.
    private bool RunOne(SqliteChange change)
    {
        var isFirst = group.Count == 0;
        var session = new SqlSession(connection, context, isWrite: true);
        group.Add((change, session, null));
        if (!isFirst)
            connection.RunCached("SAVEPOINT change");
        try
        {
            change.Run(session);
            if (!connection.IsInTransaction)
                throw Ended(null);
        }
        catch (Exception exception)
        {
            group[^1] = (change, session, exception);
            connection.CloseUsed();

            // A full disk or a failed read ends the whole transaction, and with it the changes before this one.
            if (!connection.IsInTransaction)
                throw exception as StoreException ?? Ended(exception);
            connection.RunCached(isFirst ? "ROLLBACK" : "ROLLBACK TO change");
            if (isFirst)
                return false;
        }
        finally
        {
            session.End();
            connection.CloseUsed();
        }

        if (!isFirst)
            connection.RunCached("RELEASE change");
        return true;
    }

    private static StoreException Ended(Exception? cause) =>
        new("The database ended the transaction because of an error; nothing of it was saved.", true, cause);

    private void Rollback()
    {
        try
        {
            connection.CloseUsed();
            if (connection.IsInTransaction)
                connection.RunCached("ROLLBACK");
        }
        catch (Exception exception)
        {
            LogRollbackFailed(exception);
        }
    }

    private void FailGroup(Exception exception)
    {
        for (var index = 0; index < group.Count; index++)
            group[index] = group[index] with { Failure = group[index].Failure ?? exception };
    }

    private void RunCommitted(SqlSession session)
    {
        foreach (var action in session.Committed)
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                LogCommittedActionFailed(exception);
            }
        }
    }

    [LoggerMessage(101, LogLevel.Error, "A transaction could not be rolled back")]
    private partial void LogRollbackFailed(Exception exception);

    [LoggerMessage(104, LogLevel.Warning, "The statistics of the database could not be renewed")]
    private partial void LogOptimizeFailed(Exception exception);

    [LoggerMessage(102, LogLevel.Error, "An action that follows a commit failed; the commit itself is durable")]
    private partial void LogCommittedActionFailed(Exception exception);
}
