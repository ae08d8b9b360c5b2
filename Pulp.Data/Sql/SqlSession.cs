using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Secrets;
using Pulp.Stores;

namespace Pulp.Data.Sql;

/// <summary>
/// One read or write: the connection inside its transaction, and the stores on top of it.
/// </summary>
internal sealed partial class SqlSession : IStoreSession
{
    private readonly SqlConnection connection;
    private readonly SqlContext context;
    private List<Action>? committed;
    private bool ended;

    public SqlSession(SqlConnection connection, SqlContext context, bool isWrite)
    {
        this.connection = connection;
        this.context = context;
        IsWrite = isWrite;
    }

    public bool IsWrite { get; }

    public SqlDialect Dialect => context.Dialect;

    public PulpCatalog Catalog => context.Catalog;

    public ISecretProtector Secrets => context.Secrets;

    public TimeProvider Clock => context.Clock;

    /// <summary>Gets the actions to run after the commit, in the order they were given.</summary>
    public IReadOnlyList<Action> Committed => committed ?? [];

    /// <summary>Gets the present time as the database keeps it.</summary>
    public DateTimeOffset Now() => SqlTime.Truncate(Clock.GetUtcNow());

    /// <summary>Makes an identifier that is larger than all this process made before.</summary>
    public Guid NewId() => Uuid7.Create(Clock);

    /// <summary>Throws unless the session may change something. Statements are checked anyway; this is for methods that may end before the first one.</summary>
    public void RequireWrite()
    {
        if (!IsWrite)
            throw new InvalidOperationException("This session only reads: change the database inside IPulpDatabase.WriteAsync.");
    }

    public void OnCommitted(Action action)
    {
        RequireWrite();
        ObjectDisposedException.ThrowIf(ended, this);
        (committed ??= []).Add(action);
    }

    /// <summary>Runs a statement that changes who may do what.</summary>
    /// <returns>Whether it changed anything.</returns>
    public async ValueTask<bool> ChangeAccessAsync(string sql, params SqlValue[] values)
    {
        if (await ExecuteAsync(sql, values).ConfigureAwait(false) == 0)
            return false;
        OnCommitted(context.AccessChanges.Add);
        return true;
    }

    /// <summary>Runs a statement that changes who may do what, and reads the row it returns, if any.</summary>
    public async ValueTask<T?> ChangeAccessAsync<T>(string sql, Func<SqlStatement, T> read, params SqlValue[] values)
    {
        var changed = await FirstAsync(sql, read, values).ConfigureAwait(false);
        if (changed is not null)
            OnCommitted(context.AccessChanges.Add);
        return changed;
    }

    /// <summary>Tells, once this is committed, that a unit's files changed.</summary>
    public void NoteFileChange(long contentKey) => OnCommitted(() => context.FileChanges.Note(contentKey));

    /// <summary>Gets a prepared statement with its parameters bound.</summary>
    public SqlStatement Prepare(string sql, params ReadOnlySpan<SqlValue> values)
    {
        ObjectDisposedException.ThrowIf(ended, this);
        var statement = connection.Prepare(sql);
        statement.Bind(values);
        return statement;
    }

    /// <summary>Runs a statement once.</summary>
    /// <returns>How many rows were inserted, updated or deleted.</returns>
    public ValueTask<long> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values) => ExecuteAsync(Prepare(sql, values));

    /// <summary>Reads the first row, or the default when there is none.</summary>
    public ValueTask<T?> FirstAsync<T>(string sql, Func<SqlStatement, T> read, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(Prepare(sql, values), read);

    /// <summary>Reads the first column of the first row as a number, or null when there is none.</summary>
    public ValueTask<long?> NumberAsync(string sql, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(Prepare(sql, values), static row => row.GetInt64OrNull(0));

    /// <summary>Reads all rows.</summary>
    public ValueTask<List<T>> ListAsync<T>(string sql, Func<SqlStatement, T> read, params ReadOnlySpan<SqlValue> values) =>
        ListAsync(Prepare(sql, values), read);

    /// <summary>Ends the session: whatever outlives its delegate fails from now on.</summary>
    public void End() => ended = true;

    private static async ValueTask<long> ExecuteAsync(SqlStatement statement)
    {
        using (statement)
            return await statement.ExecuteAsync().ConfigureAwait(false);
    }

    private static async ValueTask<T?> FirstAsync<T>(SqlStatement statement, Func<SqlStatement, T> read)
    {
        using (statement)
            return await statement.ReadAsync().ConfigureAwait(false) ? read(statement) : default;
    }

    private static async ValueTask<List<T>> ListAsync<T>(SqlStatement statement, Func<SqlStatement, T> read)
    {
        var rows = new List<T>();
        using (statement)
        {
            while (await statement.ReadAsync().ConfigureAwait(false))
                rows.Add(read(statement));
        }

        return rows;
    }
}
