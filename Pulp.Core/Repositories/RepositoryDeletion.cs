using Pulp.Distributions;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Deletes a repository with its versions, in parts. What forbids it is asked for in the transaction that makes its versions invisible; from then on
/// nothing new can refer to it (<see cref="DeletionRule"/>), and a process that ends leaves a note by which the next start goes on.
/// </summary>
internal sealed class RepositoryDeletion
{
    private const int Part = 5000;
    private const int VersionsAtOnce = 100;
    private readonly IPulpDatabase database;
    private readonly LatestVersions latest;
    private readonly VersionRetention retention;
    private readonly ResourceChanges resources;

    public RepositoryDeletion(IPulpDatabase database, LatestVersions latest, VersionRetention retention, ResourceChanges resources)
    {
        this.database = database;
        this.latest = latest;
        this.retention = retention;
        this.resources = resources;
    }

    /// <summary>Deletes a repository.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="cancellationToken">Cancels as long as the versions are there.</param>
    /// <param name="onlyEmpty">Whether to leave it when a version was made of it.</param>
    public async Task<ChangeOutcome> RunAsync(Guid repositoryId, CancellationToken cancellationToken, bool onlyEmpty = false)
    {
        // 1. What goes with many versions, in parts, so that the next step has little to do. Nothing is lost that cannot be made again.
        for (var offset = 0; ; offset += VersionsAtOnce)
        {
            var from = offset;
            var (refused, isLast) = await database.WriteAsync(session => ReleaseAsync(session, repositoryId, from, onlyEmpty), cancellationToken).ConfigureAwait(false);
            if (refused is not null)
                return refused;
            if (isLast)
                break;
        }

        // 2. The versions become invisible, unless something came meanwhile that needs one; of a small repository all else goes with them.
        var outcome = await database.WriteAsync(session => BeginAsync(session, repositoryId, onlyEmpty), cancellationToken).ConfigureAwait(false);

        // 3. Their rows, in parts, and the repository itself. Half of it would be no use to who cancels now.
        while (outcome is null)
            outcome = await database.WriteAsync(session => ContinueAsync(session, repositoryId), CancellationToken.None).ConfigureAwait(false);
        return outcome;
    }

    private async ValueTask<ChangeOutcome?> BeginAsync(IStoreSession session, Guid repositoryId, bool onlyEmpty)
    {
        var isLast = false;
        for (var offset = 0; !isLast; offset += VersionsAtOnce)
        {
            (var refused, isLast) = await ReleaseAsync(session, repositoryId, offset, onlyEmpty).ConfigureAwait(false);
            if (refused is not null)
                return refused;
        }

        await UnfinishedRepositories.NoteAsync(session, repositoryId).ConfigureAwait(false);
        latest.Forget(session, repositoryId);
        return await ContinueAsync(session, repositoryId).ConfigureAwait(false);
    }

    private async ValueTask<ChangeOutcome?> ContinueAsync(IStoreSession session, Guid repositoryId)
    {
        if (!await session.Versions.DeleteAllAsync(repositoryId, Part).ConfigureAwait(false))
            return null;
        var outcome = await resources.DeleteAsync(session, repositoryId).ConfigureAwait(false);
        if (outcome is ChangeOutcome.Done)
            await UnfinishedRepositories.ForgetAsync(session, repositoryId).ConfigureAwait(false);
        return outcome;
    }

    // What serves the repository loses its link first, so that nothing serves a half-deleted one.
    private async ValueTask<(ChangeOutcome? Refused, bool IsLast)> ReleaseAsync(IStoreSession session, Guid repositoryId, int offset, bool onlyEmpty)
    {
        if (await session.Resources.GetAsync(repositoryId).ConfigureAwait(false) is not Repository repository)
            return (new ChangeOutcome.Missing(), true);
        if (onlyEmpty && (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false))?.Number > 0)
            return (new ChangeOutcome.Stale(), true);
        if (await resources.WhyKeptAsync(session, repository).ConfigureAwait(false) is { } refused)
            return (refused, true);
        var page = await session.Versions.QueryAsync(repositoryId, repository.DomainId, new Query { Offset = offset, Limit = VersionsAtOnce, WithCount = false }).ConfigureAwait(false);
        foreach (var version in page.Items)
        {
            foreach (var pinned in (await session.Resources.ReferringAsync(version.Id).ConfigureAwait(false)).OfType<Distribution>())
                await resources.UpdateAsync(session, pinned with { RepositoryVersion = null }).ConfigureAwait(false);
            if (!await retention.TryReleaseAsync(session, version).ConfigureAwait(false))
                return (ResourceChanges.StillUsed(await session.Resources.BlockingAsync(version.Id).ConfigureAwait(false)), true);
        }

        return (null, page.Items.Count < VersionsAtOnce);
    }
}
