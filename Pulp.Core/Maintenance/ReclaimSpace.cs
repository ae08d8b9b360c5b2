using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Maintenance;

/// <summary>
/// Gains room by giving up files that can be fetched again; their units stay, and the next client brings the files back.
/// </summary>
/// <remarks>Files of units that another repository holds too are kept, and so are files without a source and those of types that do not allow it.</remarks>
/// <param name="database">The rows.</param>
/// <param name="catalog">Tells which types allow it.</param>
/// <param name="ingest">Deletes bytes beside those who store some.</param>
public sealed class ReclaimSpace(IPulpDatabase database, PulpCatalog catalog, ArtifactIngest ingest) : ITaskHandler<ReclaimSpaceArguments>
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "pulp.repositories.reclaim_space";

    private const int BatchSize = 100;

    /// <inheritdoc/>
    async Task<object?> ITaskHandler<ReclaimSpaceArguments>.RunAsync(TaskContext context, ReclaimSpaceArguments arguments, CancellationToken cancellationToken) =>
        await RunAsync(context, arguments, cancellationToken).ConfigureAwait(false);

    /// <summary>Gives up files.</summary>
    /// <param name="context">Takes the progress.</param>
    /// <param name="arguments">Whose files.</param>
    /// <param name="cancellationToken">Cancels between batches.</param>
    /// <returns>What was given up.</returns>
    /// <exception cref="MaintenanceException">A version to keep does not exist.</exception>
    /// <exception cref="StoreException">The database failed.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task<ReclaimSpaceResult> RunAsync(TaskContext context, ReclaimSpaceArguments arguments, CancellationToken cancellationToken = default)
    {
        var progress = context.BeginProgress("Reclaim disk space", "reclaim-space.artifact");
        var keep = await FindVersionsAsync(arguments.KeepVersionIds, cancellationToken).ConfigureAwait(false);
        var units = await SelectAsync(arguments, cancellationToken).ConfigureAwait(false);
        var total = new ReclaimSpaceResult(0, 0, 0);
        var last = Guid.Empty;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var query = new Query
            {
                Where = Condition.And(units, new Condition.Compare("pulp_id", Comparison.Greater, last)),
                OrderBy = [new Ordering("pulp_id")],
                Limit = BatchSize,
                WithCount = false,
            };
            var page = await database.ReadAsync(session => session.Contents.QueryAsync(null, arguments.DomainId, query), cancellationToken).ConfigureAwait(false);
            if (page.Items.Count == 0)
                break;
            last = page.Items[^1].Id;
            var (files, gone) = await database.WriteAsync(session => GiveUpAsync(session, page.Items, keep), cancellationToken).ConfigureAwait(false);
            await ingest.DeleteUnrecordedAsync([.. gone.Select(ArtifactCheck.DigestOf)], arguments.DomainId, cancellationToken).ConfigureAwait(false);
            progress.Increment(gone.Count);
            total = new ReclaimSpaceResult(total.Files + files, total.Artifacts + gone.Count, total.Bytes + gone.Sum(artifact => artifact.Size ?? 0));
        }

        progress.SetTotal(progress.Done);
        progress.Complete();
        return total;
    }

    private async ValueTask<(int Files, List<StoredArtifact> Gone)> GiveUpAsync(IStoreSession session, IReadOnlyList<Content> units, IReadOnlyList<RepositoryVersion> keep)
    {
        var keys = units.Where(unit => catalog.ContentTypeOf(unit).IsReclaimable).Select(unit => unit.StoreKey).ToHashSet();
        foreach (var version in keep)
            keys.ExceptWith(await session.Memberships.PresentAsync(version, keys).ConfigureAwait(false));
        var given = (await session.Contents.GetFilesAsync(keys).ConfigureAwait(false))
            .SelectMany(files => files)
            .Where(file => file is { Stored: not null, Sources.Count: > 0 })
            .ToList();
        foreach (var file in given)
            await session.Contents.SetArtifactAsync(file.StoreKey, null).ConfigureAwait(false);
        var gone = new List<StoredArtifact>();
        foreach (var artifact in given.Select(file => file.Stored!).DistinctBy(artifact => artifact.StoreKey))
        {
            if (await session.Artifacts.DeleteAsync(artifact.Id).ConfigureAwait(false))
                gone.Add(artifact);
        }

        return (given.Count, gone);
    }

    private async Task<IReadOnlyList<RepositoryVersion>> FindVersionsAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var versions = new List<RepositoryVersion>();
        foreach (var id in ids)
        {
            versions.Add(await database.ReadAsync(session => session.Versions.GetAsync(id), cancellationToken).ConfigureAwait(false)
                ?? throw new MaintenanceException($"There is no repository version {id}."));
        }

        return versions;
    }

    private async Task<Condition> SelectAsync(ReclaimSpaceArguments arguments, CancellationToken cancellationToken)
    {
        var all = await AllRepositoriesAsync(arguments.DomainId, cancellationToken).ConfigureAwait(false);
        var chosen = arguments.RepositoryIds?.ToHashSet() ?? [.. all];
        var others = all.Where(id => !chosen.Contains(id)).ToList();
        Condition inChosen = new Condition.Compare("repository", Comparison.In, chosen.ToList());
        return others.Count == 0 ? inChosen : new Condition.All([inChosen, new Condition.Not(new Condition.Compare("repository", Comparison.In, others))]);
    }

    private async Task<List<Guid>> AllRepositoriesAsync(Guid domainId, CancellationToken cancellationToken)
    {
        var ids = new List<Guid>();
        while (true)
        {
            var query = new Query { OrderBy = [new Ordering("pulp_id")], Offset = ids.Count, WithCount = false };
            var page = await database.ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Repository, null, domainId, query), cancellationToken).ConfigureAwait(false);
            ids.AddRange(page.Items.Select(repository => repository.Id));
            if (page.Items.Count < query.Limit)
                return ids;
        }
    }
}
