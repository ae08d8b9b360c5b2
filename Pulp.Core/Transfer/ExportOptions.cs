using System.Text.Json;
using Pulp.Repositories;

namespace Pulp.Transfer;

/// <summary>
/// Holds what may be said of an export besides the versions and the folder.
/// </summary>
public sealed record ExportOptions
{
    /// <summary>Gets the versions that the receiving side has already, at most one of each repository: what they hold is left out.</summary>
    /// <value>The default is none: everything is exported.</value>
    public IReadOnlyList<RepositoryVersion> StartVersions { get; init; } = [];

    /// <summary>Gets the largest size of one file in bytes, for media of limited size.</summary>
    /// <value>The default is no limit: the bundle is one file.</value>
    public long? ChunkSize { get; init; }

    /// <summary>Gets what is said in the bundle's manifest besides, for people or programs on the other side.</summary>
    /// <value>The default is nothing.</value>
    public IReadOnlyDictionary<string, JsonElement> Meta { get; init; } = new Dictionary<string, JsonElement>();
}
