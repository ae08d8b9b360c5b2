using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Access;

/// <summary>
/// Decides who may create resources that another one governs.
/// </summary>
public sealed class Governors
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly IAccessEvaluator evaluator;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where resources are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="evaluator">Decides.</param>
    public Governors(IPulpDatabase database, PulpCatalog catalog, IAccessEvaluator evaluator)
    {
        this.database = database;
        this.catalog = catalog;
        this.evaluator = evaluator;
    }

    /// <summary>Decides whether a caller may create a resource: with the permission to create such resources everywhere, or on its governor, or to create that where it is missing.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="resource">The resource as it would be made.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the caller may.</returns>
    public async ValueTask<bool> MayCreateAsync(Caller caller, Resource resource, CancellationToken cancellationToken = default)
    {
        var type = catalog.ResourceTypeOf(resource);
        if (await evaluator.IsAllowedAsync(caller, type.Permission("add"), null, cancellationToken).ConfigureAwait(false))
            return true;
        if (type.Governor is not { } governor || governor.KeyOf(resource) is not { } key)
            return false;
        var above = catalog.ResourceTypeOf(governor.ClrType);
        return await database.ReadAsync(session => session.Resources.FindAsync(above.Kind, resource.DomainId, key, above), cancellationToken).ConfigureAwait(false) is { } present
            ? await evaluator.IsAllowedAsync(caller, type.Permission("add"), above.PrnOf(present.Id), cancellationToken).ConfigureAwait(false)
            : await evaluator.IsAllowedAsync(caller, above.Permission("add"), null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decides whether a caller may change a resource so that another governor governs it.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="resource">The resource as it would be.</param>
    /// <param name="previous">The resource as it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the caller may; true when the governor stays.</returns>
    public async ValueTask<bool> MayMoveAsync(Caller caller, Resource resource, Resource previous, CancellationToken cancellationToken = default) =>
        catalog.ResourceTypeOf(resource).Governor is not { } governor || governor.KeyOf(resource) == governor.KeyOf(previous)
        || await MayCreateAsync(caller, resource, cancellationToken).ConfigureAwait(false);
}
