using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.Stores;

namespace Pulp.Tests.Support;

/// <summary>
/// A database between whose changes a test does something else, and which takes no change any more when the process is to have been killed.
/// </summary>
internal sealed class WatchedDatabase(IPulpDatabase database) : IPulpDatabase, IAsyncDisposable
{
    private bool isWatching = true;

    /// <summary>Gets or sets how many changes are made before the process is as good as killed.</summary>
    public int Left { get; set; } = int.MaxValue;

    /// <summary>Gets or sets what is done before a change, told how many came before it; what it changes itself is not counted.</summary>
    public Func<int, Task>? Before { get; set; }

    /// <summary>Gets or sets the change that fails, alone; the first is 1.</summary>
    public int Failing { get; set; }

    /// <summary>Gets or sets how many changes were asked for.</summary>
    public int Changes { get; set; }

    public bool IsKilled => Changes > Left;

    public long AccessGeneration => database.AccessGeneration;

    public FileChanges FileChanges => database.FileChanges;

    /// <summary>Puts it in the place of the database.</summary>
    public static void Use(IServiceCollection services)
    {
        var present = services.Single(service => service.ServiceType == typeof(IPulpDatabase));
        services.Replace(ServiceDescriptor.Singleton<IPulpDatabase>(provider => new WatchedDatabase((IPulpDatabase)present.ImplementationFactory!(provider))));
    }

    public Task InitializeAsync(CancellationToken cancellationToken = default) => database.InitializeAsync(cancellationToken);

    public Task<T> ReadAsync<T>(Func<IStoreSession, ValueTask<T>> query, CancellationToken cancellationToken = default) => database.ReadAsync(query, cancellationToken);

    public async Task<T> WriteAsync<T>(Func<IStoreSession, ValueTask<T>> change, CancellationToken cancellationToken = default)
    {
        if (isWatching && Before is { } before)
        {
            isWatching = false;
            await before(Changes);
            isWatching = true;
        }

        if (isWatching && (++Changes > Left || Changes == Failing))
            throw new StoreException(Changes == Failing ? "The disk is full." : "The process was killed.", false);
        return await database.WriteAsync(change, cancellationToken);
    }

    public ValueTask DisposeAsync() => ((IAsyncDisposable)database).DisposeAsync();
}
