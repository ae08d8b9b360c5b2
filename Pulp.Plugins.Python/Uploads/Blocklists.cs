using Pulp.Plugins.Python.Models;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Uploads;

/// <summary>
/// Reads what is kept out of repositories.
/// </summary>
internal sealed class Blocklists
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;

    public Blocklists(IPulpDatabase database, PulpCatalog catalog)
    {
        this.database = database;
        this.catalog = catalog;
    }

    public Task<Blocklist> ReadAsync(Guid repositoryId, Guid domainId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ReadAsync(session, catalog, repositoryId, domainId), cancellationToken);

    public static async ValueTask<Blocklist> ReadAsync(IStoreSession session, PulpCatalog catalog, Guid repositoryId, Guid domainId)
    {
        var page = await session.Resources.QueryAsync(
            ResourceKind.Custom,
            catalog.ResourceTypeOf(typeof(PythonBlocklistEntry)),
            domainId,
            new Query { Where = Condition.Equal("repository", repositoryId), Limit = int.MaxValue, WithCount = false }).ConfigureAwait(false);
        return new Blocklist([.. page.Items.Cast<PythonBlocklistEntry>()]);
    }
}
