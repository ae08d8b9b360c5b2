using Pulp.Data.Tests.Support;
using Pulp.Plugins;
using Pulp.Stores;
using Pulp.Testing.Stores;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteDatabaseSpecificationTests : DatabaseSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteStateStoreTests : StateStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteUploadStoreTests : UploadStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteTaskStoreTests : TaskStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteUserStoreTests : UserStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteGroupStoreTests : GroupStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteRoleStoreTests : RoleStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteTokenStoreTests : TokenStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteResourceStoreTests : ResourceStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}
