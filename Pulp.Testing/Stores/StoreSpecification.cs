using NUnit.Framework;
using Pulp.Plugins;
using Pulp.Stores;
using Pulp.Testing.Samples;
using Pulp.Testing.Time;

namespace Pulp.Testing.Stores;

/// <summary>
/// Gives the specifications of stores a database that is empty at the start of each test, with the types of <see cref="SamplePlugin"/>.
/// </summary>
public abstract class StoreSpecification
{
    private readonly List<IPulpDatabase> opened = [];

    /// <summary>Gets the database under test.</summary>
    protected IPulpDatabase Database { get; private set; } = null!;

    /// <summary>Gets the types the database knows.</summary>
    protected PulpCatalog Catalog { get; } = PulpCatalog.Create(new SamplePlugin());

    /// <summary>Gets the clock of the database, new for each test.</summary>
    protected ManualTimeProvider Clock { get; private set; } = new();

    /// <summary>Opens the empty database.</summary>
    /// <returns>A task.</returns>
    [SetUp]
    public async Task OpenEmptyDatabaseAsync()
    {
        Clock = new ManualTimeProvider();
        Database = await OpenAsync(Catalog);
    }

    /// <summary>Closes every database the test opened.</summary>
    /// <returns>A task.</returns>
    [TearDown]
    public async Task CloseDatabasesAsync()
    {
        foreach (var database in opened)
        {
            if (database is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
        }

        opened.Clear();
        await DeleteDatabaseAsync();
    }

    /// <summary>Makes a database object, not initialized yet; called again within a test, for the same database.</summary>
    /// <param name="catalog">The types it knows.</param>
    /// <param name="clock">The clock it uses.</param>
    /// <returns>The database; when it can be disposed asynchronously, the specification does so after the test.</returns>
    protected abstract IPulpDatabase CreateDatabase(PulpCatalog catalog, TimeProvider clock);

    /// <summary>Deletes the database after a test, when all that the test opened is closed.</summary>
    /// <returns>A task.</returns>
    protected abstract Task DeleteDatabaseAsync();

    /// <summary>Opens the database of the test once more, with other types.</summary>
    /// <param name="catalog">The types.</param>
    /// <returns>The database.</returns>
    protected async Task<IPulpDatabase> OpenAsync(PulpCatalog catalog)
    {
        var database = CreateDatabase(catalog, Clock);
        opened.Add(database);
        await database.InitializeAsync();
        return database;
    }

    /// <summary>Runs a change without a result.</summary>
    /// <param name="change">The change.</param>
    /// <returns>A task that completes when the change is durable.</returns>
    protected Task WriteAsync(Func<IStoreSession, ValueTask> change) => Database.WriteAsync(async session =>
    {
        await change(session);
        return true;
    });

    /// <summary>Runs a change.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="change">The change.</param>
    /// <returns>The result, once the change is durable.</returns>
    protected Task<T> WriteAsync<T>(Func<IStoreSession, ValueTask<T>> change) => Database.WriteAsync(change);

    /// <summary>Runs a query.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="query">The query.</param>
    /// <returns>The result.</returns>
    protected Task<T> ReadAsync<T>(Func<IStoreSession, ValueTask<T>> query) => Database.ReadAsync(query);
}
