using Microsoft.Extensions.Logging.Abstractions;
using Pulp.Data.Sql;
using Pulp.Data.Sqlite;
using Pulp.Plugins;
using Pulp.Secrets;

namespace Pulp.Data.Tests.Support;

/// <summary>
/// Makes databases in temporary folders.
/// </summary>
internal static class SqliteTestDatabase
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    public static SqliteDatabase Create(string path, PulpCatalog? catalog = null, Action<SqliteOptions>? configure = null, TimeProvider? clock = null)
    {
        var options = new SqliteOptions { DatabasePath = path };
        configure?.Invoke(options);
        var context = new SqlContext(new SqliteDialect(), catalog ?? PulpCatalog.Create(), new AesSecretProtector(Key), clock ?? TimeProvider.System);
        return new SqliteDatabase(options, context, NullLogger<SqliteDatabase>.Instance);
    }

    public static async Task<SqliteDatabase> OpenAsync(string path, PulpCatalog? catalog = null, Action<SqliteOptions>? configure = null, TimeProvider? clock = null)
    {
        var database = Create(path, catalog, configure, clock);
        try
        {
            await database.InitializeAsync();
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
