using System.Text.Json;

namespace Pulp.Transfer;

/// <summary>
/// Represents a unit as a line of a bundle.
/// </summary>
internal sealed record BundleLine
{
    /// <summary>Gets the full name of the content type.</summary>
    public required string Type { get; init; }

    /// <summary>Gets the natural key in hexadecimal.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the document; null when the unit is in the version that the bundle builds upon.</summary>
    public JsonElement? Document { get; init; }

    /// <summary>Gets the labels.</summary>
    public IReadOnlyDictionary<string, string?>? Labels { get; init; }

    /// <summary>Gets the files' digests in hexadecimal by their paths.</summary>
    public IReadOnlyList<BundleLineFile> Files { get; init; } = [];
}
