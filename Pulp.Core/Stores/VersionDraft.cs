using Pulp.Repositories;

namespace Pulp.Stores;

/// <summary>
/// Represents a version in the making. Belongs to one task; what it counts is kept in memory and written when it is completed.
/// </summary>
public sealed class VersionDraft
{
    /// <summary>Gets the identifier the version will have.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the repository.</summary>
    public required Guid RepositoryId { get; init; }

    /// <summary>Gets the store's own key of the repository's row.</summary>
    public required long RepositoryKey { get; init; }

    /// <summary>Gets the ordinal under which changes are recorded.</summary>
    public required long Ordinal { get; init; }

    /// <summary>Gets the version the draft was begun on.</summary>
    public required RepositoryVersion Start { get; init; }

    /// <summary>Gets the draft as a version, by which its content as it is now is read inside the transaction that changes it. Only for a draft that is not staged; the summary is that of the start.</summary>
    public RepositoryVersion Current => Start with { Ordinal = Ordinal };

    /// <summary>Gets whether the draft is staged.</summary>
    public required bool IsStaged { get; init; }

    /// <summary>Gets the version named by the caller as base.</summary>
    public Guid? BaseVersion { get; init; }

    /// <summary>Gets or sets the change of the set's hash so far.</summary>
    public SetHash HashDelta { get; set; }

    /// <summary>Gets how many units of each type were added so far.</summary>
    public Dictionary<string, long> Added { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets how many units of each type were removed so far.</summary>
    public Dictionary<string, long> Removed { get; } = new(StringComparer.Ordinal);
}
