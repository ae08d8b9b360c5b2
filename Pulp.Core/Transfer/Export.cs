using System.Text.Json;
using System.Text.Json.Serialization;
using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Represents what an exporter wrote in one run. It is saved when everything is written.
/// </summary>
/// <remarks>Deleting it deletes nothing that was written.</remarks>
public abstract record Export : Resource
{
    /// <summary>Gets the exporter.</summary>
    [Field(References = ReferenceTarget.Exporter, OnDelete = DeleteBehavior.Cascade, Hidden = true)]
    public required Guid Exporter { get; init; }

    /// <summary>Gets the task that wrote it; REST shows its address.</summary>
    [Field(Hidden = true)]
    public Guid? Task { get; init; }

    /// <summary>Gets the publication that was exported.</summary>
    [Field(References = ReferenceTarget.Publication, Hidden = true)]
    public Guid? Publication { get; init; }

    /// <summary>Gets the versions that were exported.</summary>
    [Field(References = ReferenceTarget.RepositoryVersion, Hidden = true)]
    public IReadOnlyList<Guid> RepositoryVersions { get; init; } = [];

    /// <summary>Gets what was asked for, as clients know it.</summary>
    [Field(ReadOnly = true)]
    public IReadOnlyDictionary<string, JsonElement> Params { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Gets the identifiers of what was exported and is still there.</summary>
    [JsonIgnore]
    public IEnumerable<Guid> ExportedResources => Publication is { } publication ? RepositoryVersions.Prepend(publication) : RepositoryVersions;
}
