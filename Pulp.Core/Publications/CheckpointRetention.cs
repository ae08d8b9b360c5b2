using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Publications;

/// <summary>
/// Takes the mark from checkpoints that a repository no longer keeps, in the transaction that makes a newer one or lowers the number kept.
/// </summary>
internal sealed class CheckpointRetention : IResourceObserver
{
    public async ValueTask ChangedAsync(IStoreSession session, Resource? resource, Resource? previous)
    {
        var repositoryId = resource switch
        {
            Publication { Complete: true, Checkpoint: true } made when previous is not Publication { Complete: true } =>
                (await session.Versions.GetAsync(made.RepositoryVersion).ConfigureAwait(false))?.RepositoryId,
            Repository { RetainCheckpoints: not null } changed when previous is Repository before && before.RetainCheckpoints != changed.RetainCheckpoints => changed.Id,
            _ => null,
        };
        if (repositoryId is { } id && await session.Resources.GetAsync(id).ConfigureAwait(false) is Repository { RetainCheckpoints: { } keep } repository)
            await ApplyAsync(session, repository, keep).ConfigureAwait(false);
    }

    private static async ValueTask ApplyAsync(IStoreSession session, Repository repository, int keep)
    {
        var surplus = new Query
        {
            Where = new Condition.All([Condition.Equal("repository", repository.Id), Condition.Equal("checkpoint", true), Condition.Equal("complete", true)]),
            OrderBy = [new Ordering("pulp_created", Descending: true), new Ordering("pulp_id", Descending: true)],
            Offset = keep,
            Limit = int.MaxValue,
            WithCount = false,
        };
        foreach (var publication in (await session.Resources.QueryAsync(ResourceKind.Publication, null, repository.DomainId, surplus).ConfigureAwait(false)).Items.OfType<Publication>())
            await session.Resources.UpdateAsync(publication with { Checkpoint = false }).ConfigureAwait(false);
    }
}
