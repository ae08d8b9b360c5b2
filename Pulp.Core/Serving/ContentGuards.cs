using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Asks the content guard of a distribution whether a request may read.
/// </summary>
/// <remarks>Guards are kept in memory and replaced by the code that commits a change, before it answers.</remarks>
public sealed class ContentGuards : IResourceObserver
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ConcurrentDictionary<Guid, ContentGuard> guards = new();

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where guards are kept.</param>
    /// <param name="catalog">The registered types.</param>
    public ContentGuards(IPulpDatabase database, PulpCatalog catalog)
    {
        this.database = database;
        this.catalog = catalog;
    }

    /// <summary>Asks the guard of a distribution.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="request">What is known of the request.</param>
    /// <param name="services">Creates the guard's evaluator.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Why the request is refused, or null when it may read.</returns>
    public ValueTask<string?> RefusalAsync(Distribution distribution, GuardedRequest request, IServiceProvider services, CancellationToken cancellationToken = default) =>
        distribution.ContentGuard is { } id ? RefusalAsync(id, request, services, cancellationToken) : ValueTask.FromResult<string?>(null);

    /// <summary>Gets whether the guard of a distribution is asked for what a plugin's endpoints answer.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether it is asked; false without a guard.</returns>
    public async ValueTask<bool> IsAskedByEndpointsAsync(Distribution distribution, CancellationToken cancellationToken = default) =>
        distribution.ContentGuard is { } id && await FindAsync(id, cancellationToken).ConfigureAwait(false) is not { IsAskedByEndpoints: false };

    internal async ValueTask<string?> RefusalAsync(Guid id, GuardedRequest request, IServiceProvider services, CancellationToken cancellationToken)
    {
        // A guard that cannot be read, because its plugin is not loaded, lets nobody pass.
        if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } guard)
            return "The content guard cannot be asked.";
        var evaluator = (IContentGuardEvaluator)services.GetRequiredService(catalog.EvaluatorOf(guard));
        return await evaluator.EvaluateAsync(guard, request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask ChangedAsync(IStoreSession session, Resource? resource, Resource? previous)
    {
        if ((resource ?? previous) is ContentGuard { Id: var id })
        {
            session.OnCommitted(() =>
            {
                if (resource is ContentGuard guard)
                    guards[id] = guard;
                else
                    guards.TryRemove(id, out _);
            });
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask<ContentGuard?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        guards.TryGetValue(id, out var known) ? new(known) : new(LoadAsync(id, cancellationToken));

    // Loaded as a write, so that it takes its turn with the commits that replace the entry.
    private Task<ContentGuard?> LoadAsync(Guid id, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var guard = await session.Resources.GetAsync(id).ConfigureAwait(false) as ContentGuard;
            if (guard is not null)
                session.OnCommitted(() => guards[id] = guard);
            return guard;
        },
        cancellationToken);
}
