using Pulp.Stores;

namespace Pulp.Sync;

/// <summary>
/// Keeps which task synced a repository, or from a remote, last: for types that say so.
/// </summary>
public static class LastSync
{
    private const string Name = "pulp:last_sync_task";

    /// <summary>Finds the task that synced last, whether it succeeded, failed or still runs.</summary>
    /// <param name="session">The session.</param>
    /// <param name="resourceId">The repository or remote.</param>
    /// <returns>The task's identifier; null when there was none, or its record was removed.</returns>
    public static async ValueTask<Guid?> FindAsync(IStoreSession session, Guid resourceId) =>
        await session.States.GetAsync(resourceId, Name).ConfigureAwait(false) is { } noted
        && new Guid(noted) is var id
        && await session.Tasks.GetAsync(id).ConfigureAwait(false) is not null
            ? id
            : null;

    internal static ValueTask NoteAsync(IStoreSession session, Guid resourceId, Guid taskId) =>
        session.States.SetAsync(resourceId, [new(Name, taskId.ToByteArray())]);
}
