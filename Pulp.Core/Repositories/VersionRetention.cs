using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Knows which versions must stay because something serves them, and removes those that need not be kept.
/// </summary>
public sealed class VersionRetention
{
    private const int Part = 5000;
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ResourceChanges resources;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where versions are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="resources">Deletes the publications of versions that go.</param>
    public VersionRetention(IPulpDatabase database, PulpCatalog catalog, ResourceChanges resources)
    {
        this.resources = resources;
        this.database = database;
        this.catalog = catalog;
    }

    /// <summary>Keeps the newest versions that nothing serves, as many as the repository says, and squashes older ones; versions that are served stay besides.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="cancellationToken">Cancels between versions.</param>
    /// <returns>How many versions went.</returns>
    public async Task<int> ApplyAsync(Guid repositoryId, CancellationToken cancellationToken = default)
    {
        var surplus = await database.ReadAsync(session => SurplusAsync(session, repositoryId), cancellationToken).ConfigureAwait(false);
        var gone = 0;
        foreach (var version in surplus)
        {
            var step = await database.WriteAsync<bool?>(
                async session => await MustStayAsync(session, version).ConfigureAwait(false) || !await TryReleaseAsync(session, version).ConfigureAwait(false)
                    ? null
                    : await session.Versions.DeleteAsync(version.Id, Part).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            gone += step is null ? 0 : 1;
            while (step == false)
                step = await database.WriteAsync<bool?>(async session => await session.Versions.DeleteAsync(version.Id, Part).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        return gone;
    }

    /// <summary>Gets why a version cannot be deleted as things are now.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>The reason, in words for the user, or null when it can be deleted.</returns>
    public Task<string?> WhyKeptAsync(RepositoryVersion version, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => WhyKeptAsync(session, version), cancellationToken);

    internal async ValueTask RequireDeletableAsync(IStoreSession session, RepositoryVersion version)
    {
        if (await WhyKeptAsync(session, version).ConfigureAwait(false) is { } reason)
            throw new RepositoryChangeException("number", reason);
    }

    /// <summary>Deletes what goes with a version, its publications above all, unless something that must not lose the version refers to it.</summary>
    internal async ValueTask<bool> TryReleaseAsync(IStoreSession session, RepositoryVersion version)
    {
        if ((await session.Resources.BlockingAsync(version.Id).ConfigureAwait(false)).Count > 0)
            return false;
        foreach (var publication in (await session.Resources.ReferringAsync(version.Id).ConfigureAwait(false)).OfType<Publication>())
        {
            if (await resources.DeleteAsync(session, publication.Id).ConfigureAwait(false) is not ChangeOutcome.Done)
                return false;
        }

        // What remains is references of other resources, each with a delete behaviour of its own.
        return (await session.Resources.DeleteAsync(version.Id).ConfigureAwait(false)).Count == 0;
    }

    private async ValueTask<string?> WhyKeptAsync(IStoreSession session, RepositoryVersion version)
    {
        var repository = await session.Resources.GetAsync(version.RepositoryId).ConfigureAwait(false);
        var two = await session.Versions.QueryAsync(version.RepositoryId, repository?.DomainId ?? default, new Query { Limit = 2, WithCount = false }).ConfigureAwait(false);
        if (two.Items.Count <= 1)
            return "Cannot delete repository version. Repository must have at least one version; delete the repository instead.";
        return await IsProtectedAsync(session, version).ConfigureAwait(false)
            ? "The repository version cannot be deleted because it (or its publications) are currently being used to distribute content. Please update the necessary distributions first."
            : null;
    }

    private async ValueTask<IReadOnlyList<RepositoryVersion>> SurplusAsync(IStoreSession session, Guid repositoryId)
    {
        if (await session.Resources.GetAsync(repositoryId).ConfigureAwait(false) is not Repository { RetainRepoVersions: { } keep } repository)
            return [];
        var surplus = new List<RepositoryVersion>();
        var kept = 0;
        for (var offset = 0; ; offset += 100)
        {
            var page = await session.Versions.QueryAsync(repositoryId, repository.DomainId, new Query { Offset = offset, Limit = 100, WithCount = false }).ConfigureAwait(false);
            foreach (var version in page.Items)
            {
                if (await IsProtectedAsync(session, version).ConfigureAwait(false))
                    continue;
                if (kept < keep)
                    kept++;
                else
                    surplus.Add(version);
            }

            if (page.Items.Count < 100)
                return surplus;
        }
    }

    // As things are by now: those that came after it may be gone, so that it is the latest, or the repository is.
    private async ValueTask<bool> MustStayAsync(IStoreSession session, RepositoryVersion version) =>
        await session.Versions.FindAsync(version.RepositoryId).ConfigureAwait(false) is not { } latest || latest.Id == version.Id
        || await IsProtectedAsync(session, version).ConfigureAwait(false);

    private async ValueTask<bool> IsProtectedAsync(IStoreSession session, RepositoryVersion version)
    {
        foreach (var referring in await session.Resources.ReferringAsync(version.Id).ConfigureAwait(false))
        {
            if (referring is Distribution)
                return true;
            if (referring is Publication publication && await IsServedAsync(session, version, publication).ConfigureAwait(false))
                return true;
        }

        return await IsLatestServedAsync(session, version).ConfigureAwait(false);
    }

    private async ValueTask<bool> IsServedAsync(IStoreSession session, RepositoryVersion version, Publication publication)
    {
        if ((await session.Resources.ReferringAsync(publication.Id).ConfigureAwait(false)).Any(resource => resource is Distribution))
            return true;
        foreach (var distribution in await DistributionsOfAsync(session, version.RepositoryId).ConfigureAwait(false))
        {
            if (distribution.Checkpoint && publication.Checkpoint)
                return true;
            if (catalog.TypeOf(distribution).ServesPublications
                && await NewestPublications.OfRepositoryAsync(session, version.RepositoryId).ConfigureAwait(false) == publication.Id)
                return true;
        }

        return false;
    }

    private async ValueTask<bool> IsLatestServedAsync(IStoreSession session, RepositoryVersion version)
    {
        var latest = await session.Versions.FindAsync(version.RepositoryId).ConfigureAwait(false);
        return latest?.Id == version.Id
            && (await DistributionsOfAsync(session, version.RepositoryId).ConfigureAwait(false)).Any(distribution => !distribution.Checkpoint && !catalog.TypeOf(distribution).ServesPublications);
    }

    private static async ValueTask<IEnumerable<Distribution>> DistributionsOfAsync(IStoreSession session, Guid repositoryId) =>
        (await session.Resources.ReferringAsync(repositoryId).ConfigureAwait(false)).OfType<Distribution>();
}
