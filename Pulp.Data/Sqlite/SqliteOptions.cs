namespace Pulp.Data.Sqlite;

/// <summary>
/// Sets up the embedded database.
/// </summary>
public sealed class SqliteOptions
{
    /// <summary>Gets or sets the path of the database file. Missing folders and the file are made, readable by the owner alone.</summary>
    /// <remarks>The file must be on a local disk: SQLite's locks do not work over network file systems.</remarks>
    public string DatabasePath { get; set; } = "";

    /// <summary>Gets or sets how long a change waits while another process writes; then it fails as transient.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets whether a database of an older version is brought up to this one.</summary>
    /// <value>The default is <see langword="true"/>. A program that only looks at the data of another leaves that to the other.</value>
    public bool UpgradeSchema { get; set; } = true;

    /// <summary>Gets or sets how long changes are gathered, while more are waiting, before they are made durable together.</summary>
    /// <value>The default is 20 ms.</value>
    public TimeSpan GroupTime { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Gets or sets how long the last group may have taken for the next change to run where it came from, when that is a thread of the pool.</summary>
    /// <value>The default is 2 ms.</value>
    internal TimeSpan ShortTime { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Gets or sets how many connections read at once.</summary>
    /// <value>The default is 8.</value>
    public int MaxReaders { get; set; } = 8;

    /// <summary>Gets or sets the page cache of the writing connection, in bytes.</summary>
    /// <value>The default is 64 MiB.</value>
    public long WriterCacheSize { get; set; } = 64 * 1024 * 1024;

    /// <summary>Gets or sets the page cache of each reading connection, in bytes.</summary>
    /// <value>The default is 4 MiB.</value>
    public long ReaderCacheSize { get; set; } = 4 * 1024 * 1024;
}
