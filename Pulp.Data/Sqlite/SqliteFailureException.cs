namespace Pulp.Data.Sqlite;

/// <summary>
/// What SQLite itself said, for the log: its text may hold names and values.
/// </summary>
internal sealed class SqliteFailureException : Exception
{
    public SqliteFailureException(int code, string? detail)
        : base($"SQLite error {code}: {detail}") => Code = code;

    /// <summary>Gets the extended result code.</summary>
    public int Code { get; }
}
