namespace Pulp.Plugins;

/// <summary>
/// Represents a unit of a plugin that is not loaded, as it is stored.
/// </summary>
public sealed record UnloadedUnit
{
    /// <summary>Gets the store's own key.</summary>
    public required long StoreKey { get; init; }

    /// <summary>Gets the identifier.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the full name of its type, for example <c>rpm.package</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Gets the document, in JSON.</summary>
    public required string Document { get; init; }

    /// <summary>Gets its files: path, and SHA-256 in hexadecimal digits, or null of one whose bytes are not here.</summary>
    public required IReadOnlyList<(string RelativePath, string? Sha256)> Files { get; init; }
}
