using Pulp.Data.Sql;
using Pulp.Secrets;
using Pulp.Stores;

namespace Pulp.Data.Sqlite;

/// <summary>
/// Opens the database file, or refuses with words an operator can act on.
/// </summary>
internal static class SqliteOpening
{
    // "Pulp" in ASCII, in the header of the file.
    private const long ApplicationId = 0x50756C70;

    public static SqliteConnection OpenWriter(SqliteOptions options, TimeProvider clock, ISecretProtector secrets)
    {
        CreateFile(options.DatabasePath);
        var connection = SqliteConnection.Open(options, isReadOnly: false, options.WriterCacheSize);
        try
        {
            RefuseForeign(connection, options.DatabasePath);
            if (connection.Text("PRAGMA journal_mode = WAL") != "wal")
                throw new StoreException($"The database file '{Path.GetFileName(options.DatabasePath)}' cannot have a write-ahead log; put it on a local disk.", false);
            connection.Run("PRAGMA journal_size_limit = 33554432");
            new SqliteMigrator(connection, clock).Migrate(options.UpgradeSchema);
            RefuseOtherKey(connection, secrets);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // A key that was lost and made anew would make every remote with a password unreadable, one request after the other.
    private static void RefuseOtherKey(SqliteConnection connection, ISecretProtector secrets)
    {
        using var statement = connection.Take("SELECT secrets FROM resource WHERE secrets IS NOT NULL");
        try
        {
            while (statement.Read())
                secrets.Unprotect(statement.GetSpan(0));
        }
        catch (SecretException exception)
        {
            throw new SecretException("The database holds secrets that were written with another encryption key; put back that key's file (encryption-key in the data folder), for example from a backup.", exception);
        }
    }

    private static void CreateFile(string path)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            var file = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
            if (!OperatingSystem.IsWindows())
                file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            new FileStream(path, file).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The database file '{Path.GetFileName(path)}' cannot be opened: {exception.Message}", false, exception);
        }
    }

    private static void RefuseForeign(SqliteConnection connection, string path)
    {
        if (connection.Number("PRAGMA application_id") == ApplicationId)
            return;
        if (connection.Number("SELECT count(*) FROM sqlite_master") > 0)
            throw new StoreException($"The file '{Path.GetFileName(path)}' is a database of another program; name another file.", false);
        connection.Run($"PRAGMA application_id = {ApplicationId}");
    }
}
