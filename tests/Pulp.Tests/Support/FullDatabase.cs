using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.Stores;

namespace Pulp.Tests.Support;

/// <summary>
/// A database that takes no change while its disk is full.
/// </summary>
internal sealed class FullDatabase(IPulpDatabase database) : IPulpDatabase, IAsyncDisposable
{
    public bool IsFull { get; set; }

    public long AccessGeneration => database.AccessGeneration;

    public FileChanges FileChanges => database.FileChanges;

    /// <summary>Puts it in the place of the database.</summary>
    public static void Use(IServiceCollection services)
    {
        var present = services.Single(service => service.ServiceType == typeof(IPulpDatabase));
        services.Replace(ServiceDescriptor.Singleton<IPulpDatabase>(provider => new FullDatabase((IPulpDatabase)present.ImplementationFactory!(provider))));
    }

    public Task InitializeAsync(CancellationToken cancellationToken = default) => database.InitializeAsync(cancellationToken);

    public Task<T> ReadAsync<T>(Func<IStoreSession, ValueTask<T>> query, CancellationToken cancellationToken = default) => database.ReadAsync(query, cancellationToken);

    public Task<T> WriteAsync<T>(Func<IStoreSession, ValueTask<T>> change, CancellationToken cancellationToken = default) =>
        IsFull ? throw new StoreException("The disk is full.", true) : database.WriteAsync(change, cancellationToken);

    public ValueTask DisposeAsync() => ((IAsyncDisposable)database).DisposeAsync();
}
