using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Queries;

namespace Pulp.Stores;

/// <summary>
/// Keeps the rows of stored artifacts, one per SHA-256 and domain.
/// </summary>
public interface IArtifactStore
{
    /// <summary>Gets an artifact.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>The artifact, or null.</returns>
    ValueTask<StoredArtifact?> GetAsync(Guid id);

    /// <summary>Finds artifacts by digest.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="digests">Digests of SHA-256.</param>
    /// <returns>The artifacts found, by SHA-256 in hexadecimal.</returns>
    ValueTask<IReadOnlyDictionary<string, StoredArtifact>> FindAsync(Guid domainId, IReadOnlyCollection<Digest> digests);

    /// <summary>Saves artifacts whose bytes are durable already; those that exist are kept and their time of interest is renewed.</summary>
    /// <param name="artifacts">The artifacts, without identifiers.</param>
    /// <returns>The artifacts as saved, in the order given, each with whether it is new.</returns>
    ValueTask<IReadOnlyList<(StoredArtifact Artifact, bool IsNew)>> SaveAsync(IReadOnlyList<StoredArtifact> artifacts);

    /// <summary>Renews the time of interest, at most once an hour per row.</summary>
    /// <param name="storeKeys">The rows.</param>
    /// <returns>A task.</returns>
    ValueTask TouchAsync(IReadOnlyCollection<long> storeKeys);

    /// <summary>Lists artifacts. Fields: the digests' names, <c>size</c>, <c>pulp_id</c>, <c>pulp_created</c>, <c>repository_version</c> (a version's identifier), <c>orphaned_since</c> (unreferenced and of no interest since a time).</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="query">Condition, order and part.</param>
    /// <returns>The rows.</returns>
    ValueTask<Page<StoredArtifact>> QueryAsync(Guid domainId, Query query);

    /// <summary>Deletes rows that nothing refers to and that have been of no interest since a time.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="idleSince">Only rows last of interest before this time go.</param>
    /// <param name="cursor">0 to start, then what the previous call returned.</param>
    /// <param name="limit">How many rows to look at at most.</param>
    /// <returns>The artifacts whose rows were deleted, whose bytes the caller deletes after the commit; and the cursor for the next call or null when all were looked at.</returns>
    ValueTask<(IReadOnlyList<StoredArtifact> Deleted, long? Cursor)> DeleteUnreferencedAsync(Guid domainId, DateTimeOffset idleSince, long cursor, int limit);

    /// <summary>Deletes one row.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>Whether it was deleted; false when something refers to it or it does not exist.</returns>
    ValueTask<bool> DeleteAsync(Guid id);

    /// <summary>Gets artifacts in the order of their rows, for checks of the whole store.</summary>
    /// <param name="afterKey">The store key of the last row seen; 0 to start.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The rows.</returns>
    ValueTask<IReadOnlyList<StoredArtifact>> ScanAsync(long afterKey, int limit);

    /// <summary>Counts the artifacts of all domains by the digests they have.</summary>
    /// <param name="wanted">The algorithms each is to have, and no other; SHA-256 is there always.</param>
    /// <returns>The counts.</returns>
    ValueTask<ArtifactDigestCounts> CountDigestsAsync(IReadOnlyCollection<DigestAlgorithm> wanted);

    /// <summary>Gets artifacts of all domains that lack a wanted digest or have one that is not wanted, in the order of their rows.</summary>
    /// <param name="wanted">The algorithms each is to have, and no other; SHA-256 is there always.</param>
    /// <param name="afterKey">The store key of the last row seen; 0 to start.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The rows.</returns>
    ValueTask<IReadOnlyList<StoredArtifact>> ScanDeviatingAsync(IReadOnlyCollection<DigestAlgorithm> wanted, long afterKey, int limit);

    /// <summary>Replaces the digests of artifacts beside SHA-256, which never changes.</summary>
    /// <param name="artifacts">The artifacts with their new digests. Rows that are gone meanwhile are passed over.</param>
    /// <returns>How many rows there were.</returns>
    ValueTask<long> SetDigestsAsync(IReadOnlyList<StoredArtifact> artifacts);
}
