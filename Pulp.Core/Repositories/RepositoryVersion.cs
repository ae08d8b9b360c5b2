using Pulp.Resources;

namespace Pulp.Repositories;

/// <summary>
/// Represents an immutable, numbered set of content of one repository.
/// </summary>
public sealed record RepositoryVersion
{
    /// <summary>Gets the name by which tasks, permissions and REST refer to a version.</summary>
    /// <param name="id">The version's identifier.</param>
    /// <returns>For example <c>prn:core.repositoryversion:018f…</c>.</returns>
    public static string PrnOf(Guid id) => Prn.Format("core", "repositoryversion", id);

    /// <summary>Gets the identifier, a version 7 UUID.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the repository.</summary>
    public required Guid RepositoryId { get; init; }

    /// <summary>Gets the store's own key of the repository's row.</summary>
    public required long RepositoryKey { get; init; }

    /// <summary>Gets the number: 0 for the empty first version, then growing; never used twice.</summary>
    public required long Number { get; init; }

    /// <summary>
    /// Gets the position of the version on the repository's time line, against which membership is recorded.
    /// </summary>
    /// <remarks>Grows with <see cref="Number"/> but has gaps: a long sync takes a position far ahead, so that small changes can complete meanwhile.</remarks>
    public required long Ordinal { get; init; }

    /// <summary>Gets the version whose content this one started from, when it was named by the caller.</summary>
    public Guid? BaseVersion { get; init; }

    /// <summary>Gets when the version was begun (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when the version was completed or last changed by a squash (UTC).</summary>
    public DateTimeOffset LastUpdated { get; init; }

    /// <summary>Gets how many units of each content type were added, removed and are present.</summary>
    public ContentSummary Summary { get; init; } = ContentSummary.Empty;

    /// <summary>Gets the hash of the set: the sum of the SHA-256 of each unit's identifier, modulo 2^256.</summary>
    public SetHash SetHash { get; init; }
}
