namespace Pulp.ContentTypes;

/// <summary>
/// Represents what is kept of a unit beside its document.
/// </summary>
/// <param name="Id">The identifier.</param>
/// <param name="StoreKey">The store's own key of the row.</param>
/// <param name="Created">When the unit was first saved (UTC).</param>
/// <param name="LastUpdated">When the labels were last changed (UTC).</param>
/// <param name="Labels">The labels; null means none.</param>
public readonly record struct ContentHeader(
    Guid Id, long StoreKey, DateTimeOffset Created, DateTimeOffset LastUpdated, IReadOnlyDictionary<string, string?>? Labels);
