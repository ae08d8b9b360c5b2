using Pulp.Stores;

namespace Pulp.Resources;

/// <summary>
/// Checks what the fields of a resource alone cannot say, before it is saved or deleted. Every registered rule sees every resource.
/// </summary>
public interface IResourceRule
{
    /// <summary>Checks a resource that is about to be created or changed.</summary>
    /// <param name="session">Reads inside the transaction that saves it.</param>
    /// <param name="resource">The resource as it will be.</param>
    /// <param name="previous">The resource as it is; null when it is created.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <returns>A task.</returns>
    ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors);

    /// <summary>Checks a resource that is about to be deleted. What goes along with another is not asked about.</summary>
    /// <param name="session">Reads inside the transaction that deletes it.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="errors">Takes why it must stay, and the way out.</param>
    /// <returns>A task.</returns>
    ValueTask CheckDeletionAsync(IStoreSession session, Resource resource, FieldErrors errors) => ValueTask.CompletedTask;
}
