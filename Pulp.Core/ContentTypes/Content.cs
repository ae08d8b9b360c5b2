using System.Text.Json.Serialization;

namespace Pulp.ContentTypes;

/// <summary>
/// Represents an immutable unit of content: metadata with a natural key, and 0..n artifacts each under a relative path.
/// </summary>
/// <remarks>
/// The properties a type declares are its document: stored once, shown in REST under their snake_case names. Two units with the
/// same natural key in one domain are the same unit. Only labels may change after a unit is saved.
/// </remarks>
public abstract record Content
{
    /// <summary>Gets the identifier, a version 7 UUID given by the store; empty until the unit is saved.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>Gets the store's own key of the row; 0 until the unit is saved.</summary>
    [JsonIgnore]
    public long StoreKey { get; init; }

    /// <summary>Gets when the unit was first saved (UTC).</summary>
    [JsonIgnore]
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when the labels were last changed (UTC).</summary>
    [JsonIgnore]
    public DateTimeOffset LastUpdated { get; init; }

    /// <summary>Gets the labels; null means none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string?>? Labels { get; init; }
}
