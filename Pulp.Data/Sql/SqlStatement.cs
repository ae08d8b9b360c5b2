using Pulp.ContentTypes;

namespace Pulp.Data.Sql;

/// <summary>
/// A prepared statement of one connection with its parameters (<c>?1</c>, <c>?2</c>…) and its present row. Disposing gives it back for reuse.
/// </summary>
/// <remarks>
/// Bulk paths prepare once and bind and execute many times; a statement that is executed again first forgets its rows but keeps
/// its parameters. On SQLite every ValueTask is completed when it is returned.
/// </remarks>
internal abstract class SqlStatement : IDisposable
{
    /// <summary>Binds a parameter.</summary>
    /// <param name="index">The parameter's number, from 1.</param>
    /// <param name="value">The value.</param>
    public abstract void Bind(int index, SqlValue value);

    /// <summary>Binds UTF-8 text without copying it to a string.</summary>
    /// <param name="index">The parameter's number, from 1.</param>
    /// <param name="utf8">The text.</param>
    public abstract void BindText(int index, ReadOnlySpan<byte> utf8);

    /// <summary>Binds bytes.</summary>
    /// <param name="index">The parameter's number, from 1.</param>
    /// <param name="bytes">The bytes.</param>
    public abstract void BindBytes(int index, ReadOnlySpan<byte> bytes);

    /// <summary>Runs a statement whose rows do not matter and makes it ready to be run again.</summary>
    /// <returns>How many rows were inserted, updated or deleted.</returns>
    public abstract ValueTask<long> ExecuteAsync();

    /// <summary>Runs the statement when it is not running, and moves to the next row.</summary>
    /// <returns>Whether there is one; at the end the statement is ready to be run again.</returns>
    public abstract ValueTask<bool> ReadAsync();

    /// <summary>Forgets the rows, so that the statement can be run again before the last row was read.</summary>
    public abstract void Reset();

    public abstract bool IsNull(int column);

    public abstract long GetInt64(int column);

    public abstract double GetDouble(int column);

    public abstract string GetString(int column);

    public abstract byte[] GetBytes(int column);

    /// <summary>Gets text as UTF-8 or bytes; valid until the next row.</summary>
    public abstract ReadOnlySpan<byte> GetSpan(int column);

    public int GetInt32(int column) => checked((int)GetInt64(column));

    public bool GetBoolean(int column) => GetInt64(column) != 0;

    public Guid GetGuid(int column) => new(GetSpan(column), bigEndian: true);

    public KeyHash GetKeyHash(int column) => KeyHash.FromBytes(GetSpan(column));

    public DateTimeOffset GetTime(int column) => SqlTime.FromMicroseconds(GetInt64(column));

    public long? GetInt64OrNull(int column) => IsNull(column) ? null : GetInt64(column);

    public string? GetStringOrNull(int column) => IsNull(column) ? null : GetString(column);

    public byte[]? GetBytesOrNull(int column) => IsNull(column) ? null : GetBytes(column);

    public Guid? GetGuidOrNull(int column) => IsNull(column) ? null : GetGuid(column);

    public DateTimeOffset? GetTimeOrNull(int column) => IsNull(column) ? null : GetTime(column);

    public void Bind(ReadOnlySpan<SqlValue> values)
    {
        for (var index = 0; index < values.Length; index++)
            Bind(index + 1, values[index]);
    }

    public abstract void Dispose();
}
