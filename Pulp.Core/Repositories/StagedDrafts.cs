using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Removes drafts that do not become versions.
/// </summary>
internal static class StagedDrafts
{
    private const int Part = 5000;

    /// <summary>Removes a draft, a part at a time.</summary>
    public static async Task RemoveAsync(IPulpDatabase database, VersionDraft draft, CancellationToken cancellationToken)
    {
        while (!await database.WriteAsync(session => session.Versions.AbortAsync(draft, Part), cancellationToken).ConfigureAwait(false))
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Removes the draft of a sync or import that failed. When the database takes no change, the next one or the next start does it: why it failed is not hidden by that.</summary>
    public static async Task AbandonAsync(IPulpDatabase database, VersionDraft draft)
    {
        try
        {
            await RemoveAsync(database, draft, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException)
        {
        }
    }

    /// <summary>Removes the draft that an earlier sync or import has left in a repository. The caller holds the repository's sync lock, so nobody else works on it.</summary>
    public static async Task RemoveLeftAsync(IPulpDatabase database, Guid repositoryId, CancellationToken cancellationToken)
    {
        var unfinished = await database.ReadAsync(static session => session.Versions.AbandonedDraftsAsync(), cancellationToken).ConfigureAwait(false);
        foreach (var left in unfinished.Where(draft => draft.IsStaged && draft.RepositoryId == repositoryId))
            await RemoveAsync(database, left, cancellationToken).ConfigureAwait(false);
    }
}
