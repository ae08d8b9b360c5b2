using Pulp.Queries;
using Pulp.Repositories;

namespace Pulp.Stores;

/// <summary>
/// Keeps the versions of repositories. Membership is recorded as change: a row says at which ordinal a unit came and at which it went.
/// </summary>
/// <remarks>
/// A version is made through a <see cref="VersionDraft"/>: begin, change, complete. Nothing of a draft is visible before it is complete.
/// A staged draft takes an ordinal far ahead of the time line, so that other drafts of the same repository can be begun and completed meanwhile;
/// completing it rebases it: what was added meanwhile stays, and where both brought a unit with the same repository key the staged one replaces the other.
/// </remarks>
public interface IVersionStore
{
    /// <summary>Makes the empty version 0 of a new repository.</summary>
    /// <param name="repositoryId">The repository, saved in the same session.</param>
    /// <returns>The version.</returns>
    ValueTask<RepositoryVersion> CreateFirstAsync(Guid repositoryId);

    /// <summary>Gets a complete version.</summary>
    /// <param name="versionId">The identifier.</param>
    /// <returns>The version, or null.</returns>
    ValueTask<RepositoryVersion?> GetAsync(Guid versionId);

    /// <summary>Gets a complete version by its number.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number; null means the latest.</param>
    /// <returns>The version, or null.</returns>
    ValueTask<RepositoryVersion?> FindAsync(Guid repositoryId, long? number = null);

    /// <summary>Lists complete versions. Fields: <c>number</c>, <c>pulp_created</c>, <c>pulp_id</c>, <c>content</c> with <see cref="Comparison.In"/> (units' identifiers: versions that hold one of them), <c>repository</c>, <c>user_hidden</c> (of the repository).</summary>
    /// <param name="repositoryId">The repository; null means all repositories of the domain.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="query">Condition, order and part; the default order is newest first.</param>
    /// <returns>The rows.</returns>
    ValueTask<Page<RepositoryVersion>> QueryAsync(Guid? repositoryId, Guid domainId, Query query);

    /// <summary>Begins a draft on top of the latest version.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="staged">Whether the draft is filled by many transactions while others may complete theirs (at most one at a time per repository).</param>
    /// <param name="baseVersion">The version named by the caller as base, recorded with the new version; the draft does not take its content by itself.</param>
    /// <returns>The draft.</returns>
    ValueTask<VersionDraft> BeginAsync(Guid repositoryId, bool staged, Guid? baseVersion = null);

    /// <summary>Completes a draft: numbers the version, moves the latest pointer.</summary>
    /// <param name="draft">The draft.</param>
    /// <returns>The new version, or null when the draft changed nothing (then nothing of it remains).</returns>
    ValueTask<RepositoryVersion?> CompleteAsync(VersionDraft draft);

    /// <summary>Removes everything of a draft. For a staged draft with many rows, call until it returns true.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="limit">How many rows to undo at most.</param>
    /// <returns>Whether nothing of the draft remains.</returns>
    ValueTask<bool> AbortAsync(VersionDraft draft, int limit = int.MaxValue);

    /// <summary>Gets the drafts that were left behind by a process that ended.</summary>
    /// <returns>The drafts, to be aborted.</returns>
    ValueTask<IReadOnlyList<VersionDraft>> AbandonedDraftsAsync();

    /// <summary>
    /// Deletes a version by merging its changes into its successor; the latest version is dropped instead. For a version with many rows, call until it returns true.
    /// </summary>
    /// <param name="versionId">The version. The caller has made sure that it is not the only one and that nothing serves it.</param>
    /// <param name="limit">How many rows to move at most.</param>
    /// <returns>Whether the version is gone; it is invisible from the first call on.</returns>
    ValueTask<bool> DeleteAsync(Guid versionId, int limit = int.MaxValue);

    /// <summary>Deletes all versions and memberships of a repository; the row of the repository is deleted by the resource store. Call until it returns true.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="limit">How many rows to delete at most.</param>
    /// <returns>Whether nothing remains.</returns>
    ValueTask<bool> DeleteAllAsync(Guid repositoryId, int limit = int.MaxValue);
}
