using System.Collections.Concurrent;
using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Sqlite;

/// <summary>
/// The connections that read, each for one query at a time, opened when they are first needed.
/// </summary>
internal sealed class SqliteReaders : IDisposable
{
    private readonly ConcurrentStack<SqliteConnection> idle = [];
    private readonly SemaphoreSlim free;
    private readonly SqlContext context;
    private readonly SqliteOptions options;
    private volatile bool closed;

    public SqliteReaders(SqlContext context, SqliteOptions options)
    {
        this.context = context;
        this.options = options;
        free = new SemaphoreSlim(options.MaxReaders);
    }

    public async Task<T> ReadAsync<T>(Func<IStoreSession, ValueTask<T>> query, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(closed, typeof(SqliteDatabase));
            if (!idle.TryPop(out var connection))
                connection = SqliteConnection.Open(options, isReadOnly: true, options.ReaderCacheSize);
            return Read(connection, query, cancellationToken);
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>Closes the connections once the queries under way have ended; those that wait fail.</summary>
    public async ValueTask CloseAsync()
    {
        for (var index = 0; index < options.MaxReaders; index++)
            await free.WaitAsync().ConfigureAwait(false);
        Close();
    }

    /// <summary>Does what <see cref="CloseAsync"/> does and blocks.</summary>
    public void Dispose()
    {
        for (var index = 0; index < options.MaxReaders; index++)
            free.Wait();
        Close();
    }

    private void Close()
    {
        closed = true;
        while (idle.TryPop(out var connection))
            connection.Dispose();
        free.Release(options.MaxReaders);
    }

    private T Read<T>(SqliteConnection connection, Func<IStoreSession, ValueTask<T>> query, CancellationToken cancellationToken)
    {
        var session = new SqlSession(connection, context, isWrite: false);
        try
        {
            connection.RunCached("BEGIN");
            connection.Cancellation = cancellationToken;
            return SqliteChange.Ended(query(session));
        }
        catch (OperationCanceledException exception) when (exception.InnerException is SqliteFailureException)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        finally
        {
            session.End();
            Return(connection);
        }
    }

    private void Return(SqliteConnection connection)
    {
        connection.Cancellation = CancellationToken.None;
        try
        {
            connection.CloseUsed();
            if (connection.IsInTransaction)
                connection.RunCached("ROLLBACK");
            idle.Push(connection);
        }
        catch (StoreException)
        {
            connection.Dispose();
        }
    }
}
