using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Makes new versions of repositories: adds, removes, rolls back, promotes; and deletes versions and repositories.
/// </summary>
public sealed class RepositoryChanges
{
    private const int Part = 5000;
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly LatestVersions latest;
    private readonly VersionRetention retention;
    private readonly RepositoryDeletion deletion;
    private readonly IServiceProvider services;
    private readonly IReadOnlyList<IVersionObserver> observers;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where versions are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="latest">The latest versions in memory.</param>
    /// <param name="retention">Removes versions that need not be kept.</param>
    /// <param name="resources">Deletes the repository itself.</param>
    /// <param name="services">Creates plugins' checks.</param>
    /// <param name="observers">Who is told of new versions.</param>
    public RepositoryChanges(
        IPulpDatabase database, PulpCatalog catalog, LatestVersions latest, VersionRetention retention, ResourceChanges resources, IServiceProvider services, IEnumerable<IVersionObserver> observers)
    {
        this.database = database;
        this.catalog = catalog;
        this.latest = latest;
        this.retention = retention;
        deletion = new RepositoryDeletion(database, latest, retention, resources);
        this.services = services;
        this.observers = [.. observers];
    }

    /// <summary>Changes the content of a repository in one transaction.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="change">What to start from, remove and add.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>The new version, or null when nothing changed.</returns>
    /// <exception cref="RepositoryChangeException">A unit, the base version or the repository does not exist or does not fit, or a unit may not replace another.</exception>
    public async Task<RepositoryVersion?> ModifyAsync(Guid repositoryId, RepositoryChange change, CancellationToken cancellationToken = default)
    {
        var version = await database.WriteAsync(
            async session =>
            {
                var (repository, draft) = await BeginAsync(session, repositoryId, change.BaseVersion).ConfigureAwait(false);
                IReadOnlyCollection<long> removed = [];
                if (change.RemoveAll)
                    await session.Memberships.RemoveAllAsync(draft).ConfigureAwait(false);
                else if (change.Remove.Count > 0)
                    removed = await RemoveAsync(session, draft, change).ConfigureAwait(false);
                if (change.Add.Count > 0)
                    await AddAsync(session, repository, draft, await LoadAsync(session, change.Add).ConfigureAwait(false), change.Overwrite, await SourceAsync(session, change.Source).ConfigureAwait(false)).ConfigureAwait(false);
                if (change.Recursive && removed.Count > 0)
                    await FollowRemovalAsync(session, repository, draft, removed).ConfigureAwait(false);
                return await CompleteAsync(session, draft, isCopy: change.BaseVersion is not null && change.Add.Count == 0).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        await FollowUpAsync(repositoryId, version).ConfigureAwait(false);
        return version;
    }

    /// <summary>Adds saved units to a repository in one transaction, together with a change made by the caller.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="saveUnits">Saves the units in the same transaction and returns them.</param>
    /// <param name="overwrite">Whether a unit may replace another with the same repository key.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>The new version, or null when nothing changed.</returns>
    /// <exception cref="RepositoryChangeException">A unit does not fit or may not replace another; nothing was saved.</exception>
    public async Task<RepositoryVersion?> AddAsync(
        Guid repositoryId, Func<IStoreSession, ValueTask<IReadOnlyList<Content>>> saveUnits, bool overwrite = true, CancellationToken cancellationToken = default)
    {
        var version = await database.WriteAsync(
            async session =>
            {
                var units = await saveUnits(session).ConfigureAwait(false);
                var (repository, draft) = await BeginAsync(session, repositoryId, baseVersion: null).ConfigureAwait(false);
                await AddAsync(session, repository, draft, units, overwrite).ConfigureAwait(false);
                return await CompleteAsync(session, draft).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        await FollowUpAsync(repositoryId, version).ConfigureAwait(false);
        return version;
    }

    /// <summary>Deletes a version: its changes go to its successor, so that every other version keeps exactly its content.</summary>
    /// <param name="versionId">The version.</param>
    /// <param name="cancellationToken">Cancels between parts; the version is invisible from the first part on.</param>
    /// <returns>Whether there was such a version.</returns>
    /// <exception cref="RepositoryChangeException">It is the only version, or something serves it.</exception>
    public async Task<bool> DeleteVersionAsync(Guid versionId, CancellationToken cancellationToken = default)
    {
        var done = false;
        var first = true;
        while (!done)
        {
            var check = first;
            first = false;
            var step = await database.WriteAsync<bool?>(
                async session =>
                {
                    if (!check)
                        return await session.Versions.DeleteAsync(versionId, Part).ConfigureAwait(false);
                    if (await session.Versions.GetAsync(versionId).ConfigureAwait(false) is not { } version)
                        return null;
                    await retention.RequireDeletableAsync(session, version).ConfigureAwait(false);
                    if (!await retention.TryReleaseAsync(session, version).ConfigureAwait(false))
                        throw new RepositoryChangeException("number", "The repository version cannot be deleted because something that needs it refers to it.");
                    var gone = await session.Versions.DeleteAsync(versionId, Part).ConfigureAwait(false);
                    if (await session.Versions.FindAsync(version.RepositoryId).ConfigureAwait(false) is { } newest)
                        latest.Follow(session, newest);
                    return gone;
                },
                cancellationToken).ConfigureAwait(false);
            if (step is null)
                return false;
            done = step.Value;
        }

        return true;
    }

    /// <summary>Deletes a repository with its versions; distributions lose the link, content stays until cleanup.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="cancellationToken">Cancels as long as the versions are there; from then on the repository goes whole, after the next start should the process end.</param>
    /// <returns>How it ended.</returns>
    public Task<ChangeOutcome> DeleteAsync(Guid repositoryId, CancellationToken cancellationToken = default) => deletion.RunAsync(repositoryId, cancellationToken);

    /// <summary>Deletes a repository that was made for content which did not come, unless it has got content since.</summary>
    internal Task<ChangeOutcome> DeleteEmptyAsync(Guid repositoryId, CancellationToken cancellationToken) => deletion.RunAsync(repositoryId, cancellationToken, onlyEmpty: true);

    // A part of a valid version is valid: a copy to which nothing was added is not looked through.
    internal async ValueTask<RepositoryVersion?> CompleteAsync(IStoreSession session, VersionDraft draft, bool isCopy = false)
    {
        if (await session.Versions.CompleteAsync(draft).ConfigureAwait(false) is not { } version)
            return null;
        if (!isCopy && await session.Memberships.FindPathConflictAsync(version).ConfigureAwait(false) is { } conflict)
            throw new RepositoryChangeException("add_content_units", conflict.ToString(), isConflict: true);
        latest.Follow(session, version);
        return version;
    }

    // The version is there. What follows is done whole, whoever cancels by now and whichever observer fails; the first failure is reported then.
    internal async Task FollowUpAsync(Guid repositoryId, RepositoryVersion? version)
    {
        if ((version ?? await latest.GetAsync(repositoryId, CancellationToken.None).ConfigureAwait(false)) is not { } followed)
            return;
        var steps = observers.Select(observer => (Func<Task>)(() => version is null
            ? observer.UnchangedAsync(followed, CancellationToken.None)
            : observer.CompletedAsync(followed, CancellationToken.None)));
        if (version is not null)
            steps = steps.Append(() => retention.ApplyAsync(repositoryId, CancellationToken.None));
        ExceptionDispatchInfo? failure = null;
        foreach (var step in steps)
        {
            try
            {
                await step().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        failure?.Throw();
    }

    internal async ValueTask<IReadOnlyList<MembershipOutcome>> AddAsync(
        IStoreSession session, Repository repository, VersionDraft draft, IReadOnlyList<Content> units, bool overwrite, RepositoryVersion? source = null)
    {
        var held = catalog.TypeOf(repository).ContentTypes;
        var all = source is null
            ? await ReferenceClosure.NeededAsync(session, catalog, repository.DomainId, held, units).ConfigureAwait(false)
            : await ReferenceClosure.CopiedAsync(session, catalog, repository.DomainId, source, held, units).ConfigureAwait(false);
        RequireTypes(repository, all);
        if (await RefusalsAsync(session, repository, draft.Start, all).ConfigureAwait(false) is { Count: > 0 } refusals)
            throw new RepositoryChangeException("add_content_units", string.Join(" ", refusals.Values.Distinct(StringComparer.Ordinal)), isConflict: true);
        var outcomes = await session.Memberships.AddAsync(draft, [.. all.Select(MembershipOf)], overwrite).ConfigureAwait(false);
        for (var i = 0; i < all.Count; i++)
        {
            if (outcomes[i] == MembershipOutcome.Refused)
                throw new RepositoryChangeException("add_content_units", $"The repository already holds another unit in the place of {catalog.ContentTypeOf(all[i]).PrnOf(all[i].Id)}; allow overwriting, or remove the other first.", isConflict: true);
        }

        return outcomes;
    }

    internal async ValueTask<IReadOnlyDictionary<int, string>> RefusalsAsync(IStoreSession session, Repository repository, RepositoryVersion current, IReadOnlyList<Content> units) =>
        catalog.TypeOf(repository).VersionCheck is { } check
            ? await ((IVersionCheck)services.GetRequiredService(check)).CheckAsync(session, repository, current, units).ConfigureAwait(false)
            : new Dictionary<int, string>();

    internal Membership MembershipOf(Content content)
    {
        var type = catalog.ContentTypeOf(content);
        return new Membership(content.StoreKey, content.Id, type, type.RepositoryKey(content), type.GroupKey(content));
    }

    private static async ValueTask<RepositoryVersion?> SourceAsync(IStoreSession session, Guid? source) => source is { } id
        ? await session.Versions.GetAsync(id).ConfigureAwait(false) ?? throw new RepositoryChangeException("source", "There is no such repository version.")
        : null;

    private static async ValueTask<IReadOnlyList<Content>> LoadAsync(IStoreSession session, IReadOnlyCollection<Guid> ids)
    {
        var units = await session.Contents.GetAsync(ids).ConfigureAwait(false);
        if (units.Count < ids.Distinct().Count())
        {
            var missing = ids.Except(units.Select(unit => unit.Id)).Take(3);
            throw new RepositoryChangeException("add_content_units", $"There is no content unit {string.Join(", ", missing)}.");
        }

        return units;
    }

    private static async ValueTask<IReadOnlyCollection<long>> RemoveAsync(IStoreSession session, VersionDraft draft, RepositoryChange change)
    {
        var units = await session.Contents.GetAsync(change.Remove).ConfigureAwait(false);
        IReadOnlyList<long> going = [.. await session.Memberships.PresentAsync(draft.Current, [.. units.Select(unit => unit.StoreKey)]).ConfigureAwait(false)];
        var removed = new HashSet<long>();
        while (going.Count > 0)
        {
            await session.Memberships.RemoveAsync(draft, going).ConfigureAwait(false);
            removed.UnionWith(going);
            going = change.Recursive ? await session.Memberships.DependentsAsync(draft, going).ConfigureAwait(false) : [];
        }

        return removed;
    }

    private async ValueTask FollowRemovalAsync(IStoreSession session, Repository repository, VersionDraft draft, IReadOnlyCollection<long> removed)
    {
        if (catalog.TypeOf(repository).RemovalRule is not { } rule)
            return;
        var units = await session.Contents.GetAsync(removed).ConfigureAwait(false);
        var going = await ((IRemovalRule)services.GetRequiredService(rule)).FollowAsync(session, draft.Current, units).ConfigureAwait(false);
        if (going.Count > 0)
            await session.Memberships.RemoveAsync(draft, going).ConfigureAwait(false);
    }

    private async ValueTask<(Repository Repository, VersionDraft Draft)> BeginAsync(IStoreSession session, Guid repositoryId, Guid? baseVersion)
    {
        if (await session.Resources.GetAsync(repositoryId).ConfigureAwait(false) is not Repository repository)
            throw new RepositoryChangeException("repository", "There is no such repository.");
        if (baseVersion is null)
            return (repository, await session.Versions.BeginAsync(repositoryId, staged: false).ConfigureAwait(false));

        var source = await session.Versions.GetAsync(baseVersion.Value).ConfigureAwait(false)
            ?? throw new RepositoryChangeException("base_version", "There is no such repository version.");
        if (source.RepositoryId != repositoryId)
        {
            var other = await session.Resources.GetAsync(source.RepositoryId).ConfigureAwait(false);
            if (other?.GetType() != repository.GetType())
                throw new RepositoryChangeException("base_version", "The version belongs to a repository of another type; name a version of a repository of the same type.");
        }

        var draft = await session.Versions.BeginAsync(repositoryId, staged: false, baseVersion).ConfigureAwait(false);
        await session.Memberships.CopyAsync(draft, source).ConfigureAwait(false);
        return (repository, draft);
    }

    private void RequireTypes(Repository repository, IReadOnlyList<Content> units)
    {
        var held = catalog.TypeOf(repository).ContentTypes;
        foreach (var unit in units)
        {
            var type = catalog.ContentTypeOf(unit);
            if (!held.Contains(type.Name, StringComparer.Ordinal))
                throw new RepositoryChangeException("add_content_units", $"A repository of type '{catalog.TypeOf(repository).Name}' does not hold content of type '{type.Name}'.");
        }
    }
}
