using Pulp.Data.Sqlite;
using Pulp.Plugins;

namespace Pulp.Data.Tests.Support;

/// <summary>
/// The database file of one test, in a temporary folder.
/// </summary>
internal sealed class SqliteTestFolder
{
    private string? folder;

    public string DatabasePath => Path.Combine(folder ??= Directory.CreateTempSubdirectory("pulp-data-").FullName, "pulp.db");

    public SqliteDatabase Create(PulpCatalog catalog, TimeProvider clock) => SqliteTestDatabase.Create(DatabasePath, catalog, clock: clock);

    public Task DeleteAsync()
    {
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
        folder = null;
        return Task.CompletedTask;
    }
}
