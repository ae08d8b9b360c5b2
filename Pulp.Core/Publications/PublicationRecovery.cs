using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Publications;

/// <summary>
/// Removes at start the publications that were being made when the process ended.
/// </summary>
internal sealed class PublicationRecovery : IStartupStep
{
    private readonly IPulpDatabase database;
    private readonly ResourceChanges resources;

    public PublicationRecovery(IPulpDatabase database, ResourceChanges resources)
    {
        this.database = database;
        this.resources = resources;
    }

    public int Order => 11;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var query = new Query { Where = Condition.Equal("complete", false), Limit = int.MaxValue, WithCount = false };
        foreach (var domain in await database.ReadAsync(static session => session.Resources.DomainsAsync(), cancellationToken).ConfigureAwait(false))
        {
            var unfinished = await database.ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Publication, null, domain, query), cancellationToken).ConfigureAwait(false);
            foreach (var publication in unfinished.Items)
                await resources.DeleteAsync(publication.Id, cancellationToken).ConfigureAwait(false);
        }
    }
}
