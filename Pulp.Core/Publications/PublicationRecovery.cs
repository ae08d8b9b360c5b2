using Pulp.Domains;
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
        var unfinished = await database.ReadAsync(
            session => session.Resources.QueryAsync(ResourceKind.Publication, null, Domain.DefaultId, query), cancellationToken).ConfigureAwait(false);
        foreach (var publication in unfinished.Items)
            await resources.DeleteAsync(publication.Id, cancellationToken).ConfigureAwait(false);
    }
}
