using Pulp.Stores;

namespace Pulp.Resources;

/// <summary>
/// Is told of every saved change of a resource inside its transaction, and may add to it.
/// </summary>
/// <remarks>
/// Changes are those of <see cref="ResourceChanges"/>. Objects that the store makes and deletes with their units (<see cref="ContentTypes.ContentGroup"/>) come and go untold, since
/// there may be thousands in a sync: who follows them follows the repository's versions (<see cref="Repositories.IVersionObserver"/>).
/// </remarks>
public interface IResourceObserver
{
    /// <summary>Follows a change.</summary>
    /// <param name="session">The transaction; <see cref="IStoreSession.OnCommitted"/> is the place to change what is kept in memory.</param>
    /// <param name="resource">The resource as saved; null when it was deleted.</param>
    /// <param name="previous">The resource as it was; null when it was created.</param>
    /// <returns>A task.</returns>
    ValueTask ChangedAsync(IStoreSession session, Resource? resource, Resource? previous);
}
