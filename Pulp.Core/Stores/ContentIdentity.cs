namespace Pulp.Stores;

/// <summary>
/// Represents a saved unit by its identifiers alone.
/// </summary>
/// <param name="StoreKey">The store's own key of the row.</param>
/// <param name="Id">The identifier.</param>
public readonly record struct ContentIdentity(long StoreKey, Guid Id);
