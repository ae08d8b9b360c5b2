using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Sync;

/// <summary>
/// Optional ability of a sync source: it notes something together with the version that its sync ends with.
/// </summary>
public interface ISyncCompletion
{
    /// <summary>Notes what the source wants to find at the next sync.</summary>
    /// <param name="session">Writes inside the transaction that completes the version.</param>
    /// <param name="context">The context of the sync.</param>
    /// <param name="version">The new version, or the latest when the sync changed nothing.</param>
    /// <returns>A task.</returns>
    /// <remarks>Called once, after all items were taken; not when the sync fails. A store may run the transaction again, so it does the same each time.</remarks>
    ValueTask CompleteAsync(IStoreSession session, SyncContext context, RepositoryVersion version);
}
