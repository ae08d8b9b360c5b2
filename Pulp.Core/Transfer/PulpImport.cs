using System.Text.Json;
using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Represents a bundle that an importer took on. It is saved when everything is.
/// </summary>
public sealed record PulpImport : Resource
{
    /// <summary>Gets the importer.</summary>
    [Field(References = ReferenceTarget.Importer, OnDelete = DeleteBehavior.Cascade, Hidden = true)]
    public required Guid Importer { get; init; }

    /// <summary>Gets the task that did it; REST shows its address.</summary>
    [Field(Hidden = true)]
    public Guid? Task { get; init; }

    /// <summary>Gets what was asked for, as clients know it.</summary>
    [Field(ReadOnly = true)]
    public IReadOnlyDictionary<string, JsonElement> Params { get; init; } = new Dictionary<string, JsonElement>();
}
