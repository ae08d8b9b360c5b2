using Pulp.Queries;
using Pulp.Resources;

namespace Pulp.Stores;

/// <summary>
/// Keeps resources of all kinds: their documents, encrypted secrets, labels and references.
/// </summary>
public interface IResourceStore
{
    /// <summary>Gets a resource.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>The resource, or null when there is none or its plugin is not loaded.</returns>
    ValueTask<Resource?> GetAsync(Guid id);

    /// <summary>Finds a resource by its key.</summary>
    /// <param name="kind">The kind; for <see cref="ResourceKind.Custom"/> the type is part of the scope too.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="key">The key, for most kinds the name.</param>
    /// <param name="type">The type; null means any type of the kind.</param>
    /// <returns>The resource, or null.</returns>
    ValueTask<Resource?> FindAsync(ResourceKind kind, Guid domainId, string key, ResourceType? type = null);

    /// <summary>Saves a new resource.</summary>
    /// <param name="resource">The resource, without identifier (one is given) or with one chosen by the caller.</param>
    /// <returns>The resource as saved, or the conflict.</returns>
    ValueTask<ResourceOutcome> InsertAsync(Resource resource);

    /// <summary>Saves a changed resource.</summary>
    /// <param name="resource">The changed copy; its revision must be the stored one. It may be of another type of the same plugin and kind, except of a plugin's own kind.</param>
    /// <returns>The resource as saved, or the conflict.</returns>
    ValueTask<ResourceOutcome> UpdateAsync(Resource resource);

    /// <summary>Deletes a resource and applies the delete behaviour of every reference to it; a repository goes only after its versions.</summary>
    /// <param name="id">The identifier. That of a repository version or content unit stands for the references to it alone: its own rows are another store's.</param>
    /// <returns>The resources that forbid it (then nothing was done), or an empty list. Those of plugins that are not loaded forbid it as well.</returns>
    ValueTask<IReadOnlyList<BlockingResource>> DeleteAsync(Guid id);

    /// <summary>Finds what forbids deleting a resource, without deleting it.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>The resources that forbid it.</returns>
    ValueTask<IReadOnlyList<BlockingResource>> BlockingAsync(Guid id);

    /// <summary>Lists resources. Fields: those of the type or kind, <c>pulp_id</c>, <c>pulp_type</c>, <c>pulp_created</c>, <c>pulp_last_updated</c>, <c>name</c>.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="type">The type; null means all types of the kind.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="query">Condition, order and part.</param>
    /// <returns>The rows.</returns>
    ValueTask<Page<Resource>> QueryAsync(ResourceKind kind, ResourceType? type, Guid domainId, Query query);

    /// <summary>Gets the domains that hold resources, for what is to be done in all of them.</summary>
    /// <returns>The domains.</returns>
    ValueTask<IReadOnlyList<Guid>> DomainsAsync();

    /// <summary>Gets the resources that refer to a target.</summary>
    /// <param name="targetId">The identifier of a resource or repository version.</param>
    /// <returns>The resources.</returns>
    ValueTask<IReadOnlyList<Resource>> ReferringAsync(Guid targetId);
}
