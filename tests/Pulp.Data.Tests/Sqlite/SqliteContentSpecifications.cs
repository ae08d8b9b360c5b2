using Pulp.Data.Tests.Support;
using Pulp.Plugins;
using Pulp.Stores;
using Pulp.Testing.Stores;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteArtifactStoreTests : ArtifactStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteContentStoreTests : ContentStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteContentCorrectionTests : ContentCorrectionSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteContentQueryTests : ContentQuerySpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteOrphanTests : OrphanSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteVersionStoreTests : VersionStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteVersionDeletionTests : VersionDeletionSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteVersionHistoryTests : VersionHistorySpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteStagedDraftTests : StagedDraftSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteMembershipStoreTests : MembershipStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteVersionFilesTests : VersionFilesSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqlitePublishedFileStoreTests : PublishedFileStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteRepositorySizeTests : RepositorySizeSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqlitePathConflictTests : PathConflictSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteUnloadedStoreTests : UnloadedStoreSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}

public sealed class SqliteContentGroupTests : ContentGroupSpecification
{
    private readonly SqliteTestFolder folder = new();

    protected override IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock) => folder.Create(catalog, clock);

    protected override Task DeleteDatabaseAsync() => folder.DeleteAsync();
}
