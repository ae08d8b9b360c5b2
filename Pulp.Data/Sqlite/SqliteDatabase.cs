using Microsoft.Extensions.Logging;
using Pulp.Data.Sql;
using Pulp.Stores;
using SQLitePCL;

namespace Pulp.Data.Sqlite;

/// <summary>
/// Keeps everything in one SQLite file: write-ahead log, every commit flushed, one writer, many readers.
/// </summary>
internal sealed class SqliteDatabase : IPulpDatabase, IDatabaseIntegrity, IAsyncDisposable, IDisposable
{
    private readonly SqliteOptions options;
    private readonly SqlContext context;
    private readonly ILogger<SqliteDatabase> logger;
    private readonly Lock sync = new();
    private SqliteWriter? writer;
    private SqliteReaders? readers;
    private SqliteCheckpointer? checkpointer;
    private bool disposed;

    static SqliteDatabase() => Batteries_V2.Init();

    public SqliteDatabase(SqliteOptions options, SqlContext context, ILogger<SqliteDatabase> logger)
    {
        if (string.IsNullOrWhiteSpace(options.DatabasePath))
            throw new ArgumentException("SqliteOptions.DatabasePath is empty: name the database's file.", nameof(options));
        this.options = options;
        this.context = context;
        this.logger = logger;
    }

    public long AccessGeneration => context.AccessChanges.Count;

    public FileChanges FileChanges => context.FileChanges;

    public Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (sync)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (writer is not null)
                return Task.CompletedTask;
            var connection = SqliteOpening.OpenWriter(options, context.Clock, context.Secrets);
            readers = new SqliteReaders(context, options);
            checkpointer = new SqliteCheckpointer(SqliteConnection.Open(options, isReadOnly: false, cacheSize: 1024 * 1024), logger);
            writer = new SqliteWriter(connection, context, options, checkpointer, logger);
        }

        return Task.CompletedTask;
    }

    public Task<T> ReadAsync<T>(Func<IStoreSession, ValueTask<T>> query, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return (readers ?? throw NotInitialized()).ReadAsync(query, cancellationToken);
    }

    public Task<T> WriteAsync<T>(Func<IStoreSession, ValueTask<T>> change, CancellationToken cancellationToken = default)
    {
        var queue = writer ?? throw NotInitialized();
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        var queued = new SqliteChange<T>(change, cancellationToken);
        queue.Enqueue(queued);
        return queued.Task;
    }

    public async Task<IReadOnlyList<string>> FindDamageAsync(CancellationToken cancellationToken = default) => await ReadAsync(
        async session =>
        {
            var sql = (SqlSession)session;
            var pages = await sql.ListAsync("PRAGMA integrity_check", static row => row.GetString(0)).ConfigureAwait(false);
            var references = await sql.ListAsync(
                "PRAGMA foreign_key_check", static row => $"A row of {row.GetString(0)} refers to a row of {row.GetString(2)} that does not exist.").ConfigureAwait(false);
            return pages.Where(line => line != "ok").Concat(references).ToList();
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Waits for the changes and queries that were handed in, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!BeginDispose())
            return;
        writer?.Dispose();
        if (readers is not null)
            await readers.CloseAsync().ConfigureAwait(false);
        checkpointer?.Dispose();
    }

    /// <summary>Does what <see cref="DisposeAsync"/> does, for containers that are disposed synchronously.</summary>
    public void Dispose()
    {
        if (!BeginDispose())
            return;
        writer?.Dispose();
        readers?.Dispose();
        checkpointer?.Dispose();
    }

    private bool BeginDispose()
    {
        lock (sync)
            return !disposed && (disposed = true);
    }

    private static InvalidOperationException NotInitialized() => new("The database is not open: await PulpRuntime.StartAsync first, or start the host.");
}
