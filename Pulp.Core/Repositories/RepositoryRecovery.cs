using Microsoft.Extensions.Logging;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Deletes at start the repositories that were being deleted when the process ended, and those that an import had made and not filled.
/// </summary>
internal sealed partial class RepositoryRecovery(IPulpDatabase database, RepositoryChanges changes, ILogger<RepositoryRecovery> logger) : IStartupStep
{
    public int Order => 14;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await UnfinishedRepositories.ListAsync(database, cancellationToken).ConfigureAwait(false))
        {
            var outcome = await changes.DeleteEmptyAsync(id, cancellationToken).ConfigureAwait(false);
            if (outcome is ChangeOutcome.Done { Resource: Repository { Name: var name } })
                LogDeleted(logger, name);
            else if (outcome is not ChangeOutcome.Missing)
                await database.WriteAsync(session => ForgetUsedAsync(session, id), cancellationToken).ConfigureAwait(false);
        }
    }

    // One that has got content or a use is the user's. One whose plugin is not loaded, or whose versions are gone already, waits for the next start.
    private static async ValueTask<bool> ForgetUsedAsync(IStoreSession session, Guid id)
    {
        if (await session.Versions.FindAsync(id).ConfigureAwait(false) is null)
            return false;
        await UnfinishedRepositories.ForgetAsync(session, id).ConfigureAwait(false);
        return true;
    }

    [LoggerMessage(2404, LogLevel.Information, "The repository {Name}, whose deletion or import did not end, was deleted")]
    private static partial void LogDeleted(ILogger logger, string name);
}
