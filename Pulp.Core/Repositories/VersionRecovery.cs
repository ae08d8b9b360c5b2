using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Removes at start what a sync that did not end has left behind.
/// </summary>
internal sealed class VersionRecovery : IStartupStep
{
    private readonly IPulpDatabase database;

    public VersionRecovery(IPulpDatabase database) => this.database = database;

    public int Order => 10;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var draft in await database.ReadAsync(static session => session.Versions.AbandonedDraftsAsync(), cancellationToken).ConfigureAwait(false))
            await StagedDrafts.RemoveAsync(database, draft, cancellationToken).ConfigureAwait(false);
    }
}
