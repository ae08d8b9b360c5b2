using System.Text.Json.Serialization;

namespace Pulp.Resources;

/// <summary>
/// Represents an object that is kept by name or key and is not content: a remote, a repository, a distribution, a publication, a guard, or a plugin's own kind.
/// </summary>
/// <remarks>
/// Immutable: a change is a copy made by <c>with</c> that is handed to the store. The properties a type declares are its
/// document: they are stored and shown in REST under their snake_case names. The properties of this base are kept beside the document.
/// </remarks>
public abstract record Resource
{
    /// <summary>Gets the identifier, a version 7 UUID given by the store; empty until the resource is created.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>Gets the store's own key of the row; 0 until the resource is created.</summary>
    [JsonIgnore]
    public long StoreKey { get; init; }

    /// <summary>Gets the domain the resource belongs to.</summary>
    [JsonIgnore]
    public Guid DomainId { get; init; } = Domains.Domain.DefaultId;

    /// <summary>Gets when the resource was created (UTC).</summary>
    [JsonIgnore]
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when the resource was last changed (UTC).</summary>
    [JsonIgnore]
    public DateTimeOffset LastUpdated { get; init; }

    /// <summary>Gets the number of changes so far; an update states the revision it was made from and fails when another came first.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    /// <summary>Gets the labels: keys with optional values that users attach to find things again.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string?> Labels { get; init; } = EmptyLabels;

    internal static IReadOnlyDictionary<string, string?> EmptyLabels { get; } = new Dictionary<string, string?>();

    /// <summary>
    /// Gets the key that is unique among the resources of the same scope, or <see langword="null"/> when the type has none.
    /// </summary>
    /// <returns>By default the name, for types that have one.</returns>
    public virtual string? GetKey() => null;
}
