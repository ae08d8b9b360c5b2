using System.Buffers;
using System.Text;
using Pulp.Data.Sql;
using SQLitePCL;

namespace Pulp.Data.Sqlite;

internal sealed class SqliteStatement : SqlStatement
{
    private const int StackSize = 512;
    private readonly SqliteConnection connection;
    private readonly sqlite3_stmt statement;
    private bool running;

    public SqliteStatement(SqliteConnection connection, string sql, sqlite3_stmt statement)
    {
        this.connection = connection;
        this.statement = statement;
        Sql = sql;
    }

    public string Sql { get; }

    /// <summary>Gets or sets the position among the connection's statements in use.</summary>
    public int Slot { get; set; } = -1;

    public override void Bind(int index, SqlValue value)
    {
        RequireOpen();
        switch (value.Kind)
        {
            case SqlValueKind.Null:
                Check(raw.sqlite3_bind_null(statement, index));
                break;
            case SqlValueKind.Integer:
                Check(raw.sqlite3_bind_int64(statement, index, value.Integer));
                break;
            case SqlValueKind.Real:
                Check(raw.sqlite3_bind_double(statement, index, value.Real));
                break;
            case SqlValueKind.Text:
                BindText(index, (string)value.Reference!);
                break;
            case SqlValueKind.Utf8:
                BindText(index, ((byte[])value.Reference!).AsSpan());
                break;
            case SqlValueKind.Bytes:
                BindBytes(index, (byte[])value.Reference!);
                break;
            case SqlValueKind.Bytes16:
                Span<byte> bytes = stackalloc byte[16];
                value.WriteBytes16(bytes);
                Check(raw.sqlite3_bind_blob(statement, index, bytes));
                break;
            default:
                BindText(index, SqliteLists.ToJson(value.Reference!));
                break;
        }
    }

    public override void BindText(int index, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, which SQLite would take for null.
        if (utf8.IsEmpty)
            Check(raw.sqlite3_bind_text(statement, index, ""));
        else
            Check(raw.sqlite3_bind_text(statement, index, utf8));
    }

    public override void BindBytes(int index, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            Check(raw.sqlite3_bind_zeroblob(statement, index, 0));
        else
            Check(raw.sqlite3_bind_blob(statement, index, bytes));
    }

    public override ValueTask<long> ExecuteAsync() => new(Execute());

    public override ValueTask<bool> ReadAsync() => new(Read());

    /// <summary>The work of <see cref="ExecuteAsync"/>, which never waits.</summary>
    public long Execute()
    {
        RequireOpen();
        int code;
        do
        {
            code = raw.sqlite3_step(statement);
        }
        while (code == raw.SQLITE_ROW);
        var changes = raw.sqlite3_changes(connection.Handle);
        raw.sqlite3_reset(statement);
        running = false;
        if (code != raw.SQLITE_DONE)
            throw connection.Failure(code);
        return raw.sqlite3_stmt_readonly(statement) == 0 ? changes : 0;
    }

    /// <summary>The work of <see cref="ReadAsync"/>, which never waits.</summary>
    public bool Read()
    {
        RequireOpen();
        running = true;
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
            return true;
        Reset();
        return code == raw.SQLITE_DONE ? false : throw connection.Failure(code);
    }

    public override void Reset()
    {
        if (running)
            raw.sqlite3_reset(statement);
        running = false;
    }

    public override bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public override long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

    public override double GetDouble(int column) => raw.sqlite3_column_double(statement, column);

    public override string GetString(int column) => Encoding.UTF8.GetString(GetSpan(column));

    public override byte[] GetBytes(int column) => GetSpan(column).ToArray();

    public override ReadOnlySpan<byte> GetSpan(int column) => raw.sqlite3_column_blob(statement, column);

    public override void Dispose()
    {
        if (Slot < 0)
            return;
        Reset();
        connection.Return(this);
    }

    /// <summary>Frees the native statement.</summary>
    public void Close() => statement.Dispose();

    private void BindText(int index, string text)
    {
        if (text.Length <= StackSize / 3)
        {
            Span<byte> small = stackalloc byte[StackSize];
            BindText(index, small[..Encoding.UTF8.GetBytes(text, small)]);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        BindText(index, rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
    }

    private void RequireOpen() => ObjectDisposedException.ThrowIf(Slot < 0, this);

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw connection.Failure(code);
    }
}
