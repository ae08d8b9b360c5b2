using System.Text.Json;

namespace Pulp.Transfer;

/// <summary>
/// Represents one repository of a bundle.
/// </summary>
public sealed record BundleRepository
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the full name of the repository's type, for example <c>python.python</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Gets the number of the version.</summary>
    public required long Version { get; init; }

    /// <summary>Gets the number of the version it builds upon; null when it is complete.</summary>
    public long? BaseVersion { get; init; }

    /// <summary>Gets how many units of each type the version holds.</summary>
    public required IReadOnlyDictionary<string, long> Content { get; init; }

    /// <summary>Gets the repository's own fields, with which one is created; without secrets, what refers to other resources, and the schedule of syncs.</summary>
    public required JsonElement Fields { get; init; }

    /// <summary>Gets the repository's labels.</summary>
    public IReadOnlyDictionary<string, string?> Labels { get; init; } = new Dictionary<string, string?>();
}
