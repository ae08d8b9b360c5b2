using Pulp.Plugins;

namespace Pulp.Stores;

/// <summary>
/// Looks after what is kept of types that no loaded plugin declares: nothing else reads, changes or deletes it.
/// </summary>
public interface IUnloadedStore
{
    /// <summary>Counts what is kept, in all domains.</summary>
    /// <returns>The types of which there is something.</returns>
    ValueTask<IReadOnlyList<UnloadedType>> CountAsync();

    /// <summary>Gets the base paths of distributions, in all domains.</summary>
    /// <returns>The domain, the base path and the type of each.</returns>
    ValueTask<IReadOnlyList<(Guid DomainId, string BasePath, string Type)>> BasePathsAsync();

    /// <summary>Reads units as they are stored, in the order of their rows.</summary>
    /// <param name="label">The label of the plugin they belong to.</param>
    /// <param name="afterKey">The store key of the last unit seen; 0 to start.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The units.</returns>
    ValueTask<IReadOnlyList<UnloadedUnit>> ReadUnitsAsync(string label, long afterKey, int limit);

    /// <summary>Deletes a part of what is kept of a plugin: its repositories with their versions, its other resources, its units, and what was granted on them.</summary>
    /// <param name="label">The plugin's label. Types of it that are loaded are left alone.</param>
    /// <param name="limit">How many rows to delete at most, roughly.</param>
    /// <returns>How many rows went; 0 when nothing is left.</returns>
    /// <exception cref="StoreException">A resource of another plugin needs one of these.</exception>
    ValueTask<int> PurgeAsync(string label, int limit);
}
