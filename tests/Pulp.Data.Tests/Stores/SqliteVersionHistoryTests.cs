using Pulp.Data.Tests.Support;
using Pulp.Plugins;
using Pulp.Stores;
using Pulp.Testing.Stores;

namespace Pulp.Data.Tests.Stores;

public sealed class SqliteVersionHistoryTests : VersionHistorySpecification
{
    private readonly string folder = Directory.CreateTempSubdirectory("pulp-data-").FullName;

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) =>
        SqliteTestDatabase.Create(Path.Combine(folder, "pulp.db"), catalog, clock: clock);

    protected override Task DeleteDatabaseAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}
