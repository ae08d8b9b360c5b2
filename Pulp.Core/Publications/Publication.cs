using System.Text.Json.Serialization;
using Pulp.Resources;

namespace Pulp.Publications;

/// <summary>
/// Represents a repository version prepared for clients and frozen.
/// </summary>
/// <remarks>Invisible until complete. Served through the distributions that name it or its repository.</remarks>
public abstract record Publication : Resource
{
    /// <summary>Gets the version that was published.</summary>
    [Field(References = ReferenceTarget.RepositoryVersion, OnDelete = DeleteBehavior.Cascade)]
    public Guid RepositoryVersion { get; init; }

    /// <summary>Gets whether all files of the version are served besides the published ones.</summary>
    [Field(ReadOnly = true)]
    public bool PassThrough { get; init; }

    /// <summary>Gets whether the publication is a checkpoint: addressable by its time.</summary>
    public bool Checkpoint { get; init; }

    /// <summary>Gets whether the publication is finished; others are never served or shown.</summary>
    [JsonIgnore]
    public bool Complete { get; init; }
}
