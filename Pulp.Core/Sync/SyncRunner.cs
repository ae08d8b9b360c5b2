using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Downloads;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Sync;

/// <summary>
/// Runs syncs: reads upstream through the plugin's source and makes one new version of the repository, or none when nothing changed.
/// </summary>
/// <remarks>The repository can be changed and read meanwhile; a sync that fails or is canceled leaves nothing but files that a later one will find.</remarks>
public sealed class SyncRunner
{
    private const int Part = 5000;
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly RepositoryChanges changes;
    private readonly IArtifactStorage storage;
    private readonly IServiceScopeFactory scopes;
    private readonly PulpOptions options;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where everything is kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="changes">Completes versions.</param>
    /// <param name="storage">Where bytes are kept.</param>
    /// <param name="scopes">Creates plugins' sources.</param>
    /// <param name="options">The settings.</param>
    public SyncRunner(
        IPulpDatabase database, PulpCatalog catalog, RepositoryChanges changes, IArtifactStorage storage, IServiceScopeFactory scopes, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.catalog = catalog;
        this.changes = changes;
        this.storage = storage;
        this.scopes = scopes;
        this.options = options.Value;
    }

    /// <summary>Syncs a repository. The caller holds the repository's sync lock.</summary>
    /// <param name="arguments">The repository, the remote and the options.</param>
    /// <param name="context">Takes progress.</param>
    /// <param name="cancellationToken">Cancels the sync.</param>
    /// <returns>What became of every unit.</returns>
    /// <exception cref="RepositoryChangeException">The repository or remote does not exist, or the type cannot be synced.</exception>
    /// <exception cref="DownloadException">Upstream cannot be read.</exception>
    /// <exception cref="SyncException">Upstream sent something that cannot be used.</exception>
    public async Task<SyncResult> RunAsync(SyncArguments arguments, TaskContext context, CancellationToken cancellationToken)
    {
        var (repository, remote) = await database.ReadAsync(session => FindAsync(session, arguments), cancellationToken).ConfigureAwait(false);
        var type = catalog.TypeOf(repository);
        var typeOptions = type.SyncOptions is null ? null : arguments.ReadOptions(type.SyncOptions);
        var scope = scopes.CreateAsyncScope();
        await using var disposingScope = scope.ConfigureAwait(false);
        using var clients = new SyncClients(scope.ServiceProvider.GetRequiredService<IUpstreamClientFactory>());
        // Settings that cannot be used are refused before anything is begun.
        _ = clients.Of(remote);
        await StagedDrafts.RemoveLeftAsync(database, repository.Id, cancellationToken).ConfigureAwait(false);
        var draft = await database.WriteAsync(session => BeginAsync(session, repository, remote, context.Task.Id), cancellationToken).ConfigureAwait(false);
        var memory = new GroupMemory(catalog, repository, remote, typeOptions);
        var run = new SyncRun
        {
            Repository = repository,
            Remote = remote,
            Mirror = arguments.Mirror,
            Clients = clients,
            Draft = draft,
            Memory = memory,
            Upstream = new UpstreamMemory(repository, remote, arguments.Mirror, memory.Choice),
            Publications = scope.ServiceProvider.GetRequiredService<PublicationRunner>(),
            Autopublishing = scope.ServiceProvider.GetRequiredService<Autopublishing>(),
            Made = scope.ServiceProvider.GetRequiredService<MadeFiles>(),
            Catalog = catalog,
            Filters = [.. scope.ServiceProvider.GetServices<ISyncFilter>()],
        };
        try
        {
            return await RunAsync(run, (ISyncSource)scope.ServiceProvider.GetRequiredService(type.FindSyncSource(remote)!), typeOptions, context, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await StagedDrafts.AbandonAsync(database, draft).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<SyncResult> RunAsync(SyncRun run, ISyncSource source, object? typeOptions, TaskContext context, CancellationToken cancellationToken)
    {
        var downloads = context.BeginProgress("Downloading Artifacts", "sync.downloading.artifacts");
        var association = context.BeginProgress("Associating Content", "associating.content");
        run.Files = new SyncFiles(run, database, storage, [.. options.ContentChecksums], downloads);
        run.Saving = new SyncSaving(run, database, storage, changes, association);
        run.Context = new RunningSyncContext(run, database, context)
        {
            Repository = run.Repository,
            Remote = run.Remote,
            Mirror = run.Mirror,
            Options = typeOptions,
            Upstream = run.Clients.Of(run.Remote),
        };
        await new SyncPipeline(run).RunAsync(token => source.ReadAsync(run.Context, token), cancellationToken).ConfigureAwait(false);
        downloads.Complete();
        association.Complete();

        var removed = run.Counts.Withdrawn + (run.Mirror && !run.IsUnchanged ? await RemoveUnseenAsync(run, context, cancellationToken).ConfigureAwait(false) : 0);
        var (version, latest) = await database.WriteAsync(session => CompleteAsync(session, run, source as ISyncCompletion), cancellationToken).ConfigureAwait(false);
        if (version is not null)
            context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        if (run.Publication is { } publication)
        {
            await PublishAsync(run, publication, version, cancellationToken).ConfigureAwait(false);
            await RememberAsync(run, latest, cancellationToken).ConfigureAwait(false);
        }

        if (version is not null)
        {
            await changes.FollowUpAsync(run.Repository.Id, version).ConfigureAwait(false);
            await CreatedVersion.AddPublicationsAsync(context, version, database, catalog, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // The publication of the latest version may have failed when that was made; the task names the one that comes now.
            if (run.Publication is null && latest is not null && await run.Autopublishing.PublishAsync(latest, cancellationToken).ConfigureAwait(false) is { } made)
                context.AddCreated(catalog.ResourceTypeOf(made).PrnOf(made.Id));
            await changes.FollowUpAsync(run.Repository.Id, version: null).ConfigureAwait(false);
        }

        return new SyncResult(
            version, run.Counts.Added, run.Counts.Replaced, run.Counts.Kept, removed, run.Counts.GetSkipped(), run.Counts.Downloaded, run.Counts.DownloadedBytes);
    }

    private async ValueTask<VersionDraft> BeginAsync(IStoreSession session, Repository repository, Remote remote, Guid taskId)
    {
        foreach (var synced in (Resource[])[repository, remote])
        {
            if (catalog.ResourceTypeOf(synced).ShowsLastSync)
                await LastSync.NoteAsync(session, synced.Id, taskId).ConfigureAwait(false);
        }

        return await session.Versions.BeginAsync(repository.Id, staged: true).ConfigureAwait(false);
    }

    private async ValueTask<(RepositoryVersion? Version, RepositoryVersion? Latest)> CompleteAsync(IStoreSession session, SyncRun run, ISyncCompletion? completion)
    {
        var version = await changes.CompleteAsync(session, run.Draft).ConfigureAwait(false);
        if ((version ?? await session.Versions.FindAsync(run.Repository.Id).ConfigureAwait(false)) is not { } latest)
            return (version, null);
        if (completion is not null)
            await completion.CompleteAsync(session, run.Context, latest).ConfigureAwait(false);

        // Upstream and repository are the same only when nothing was left out and nobody else made a version meanwhile, or deleted the one the sync began with.
        run.Holds = run.HasAll && (version is null ? latest.Id == run.Draft.Start.Id
            : version.Number == run.Draft.Start.Number + 1 && await session.Versions.GetAsync(run.Draft.Start.Id).ConfigureAwait(false) is not null);
        if (!run.Holds)
            run.UpstreamMemory = null;
        // What is to be published is remembered only then: the next sync would have nothing to do, and nothing to publish.
        if (!run.IsUnchanged)
            await run.Upstream.WriteAsync(session, latest, run.Publication is null ? run.UpstreamMemory : null).ConfigureAwait(false);
        return (version, latest);
    }

    private async Task RememberAsync(SyncRun run, RepositoryVersion? latest, CancellationToken cancellationToken)
    {
        if (run.UpstreamMemory is not { } memory || latest is null)
            return;
        await database.WriteAsync(
            async session =>
            {
                await run.Upstream.WriteAsync(session, latest, memory).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task PublishAsync(SyncRun run, DeclaredPublication declared, RepositoryVersion? version, CancellationToken cancellationToken)
    {
        var target = version ?? await database.ReadAsync(
            async session => await session.Versions.FindAsync(run.Repository.Id).ConfigureAwait(false) is { } latest
                && await NewestPublications.OfVersionAsync(session, latest.Id).ConfigureAwait(false) is null ? latest : null,
            cancellationToken).ConfigureAwait(false);
        if (target is null)
            return;
        var publication = declared.Publication with { RepositoryVersion = target.Id, DomainId = run.Repository.DomainId };
        await run.Publications.PublishPresentAsync(publication, run.Holds ? declared.PublishAsync : null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> RemoveUnseenAsync(SyncRun run, TaskContext context, CancellationToken cancellationToken)
    {
        var progress = context.BeginProgress("Un-Associating Content", "unassociating.content");
        var before = run.Draft.Removed.Values.Sum();
        for (long? cursor = 0; cursor is not null;)
        {
            var from = cursor.Value;
            cursor = await database.WriteAsync(
                session => session.Memberships.RemoveUnseenAsync(run.Draft, run.Seen.Contains, from, Part), cancellationToken).ConfigureAwait(false);
        }

        var removed = run.Draft.Removed.Values.Sum() - before;
        progress.Increment(removed);
        progress.Complete();
        return removed;
    }

    private async ValueTask<(Repository Repository, Remote Remote)> FindAsync(IStoreSession session, SyncArguments arguments)
    {
        if (await session.Resources.GetAsync(arguments.RepositoryId).ConfigureAwait(false) is not Repository repository)
            throw new RepositoryChangeException("repository", "There is no such repository.");
        var type = catalog.TypeOf(repository);
        if (type.SyncSources.Count == 0)
            throw new RepositoryChangeException("repository", $"Repositories of type '{type.Name}' cannot be synced.");
        if ((arguments.RemoteId ?? repository.Remote) is not { } remoteId)
            throw new RepositoryChangeException("remote", "This field is required since a remote is not set on the repository.");
        if (await session.Resources.GetAsync(remoteId).ConfigureAwait(false) is not Remote remote)
            throw new RepositoryChangeException("remote", "There is no such remote.");
        if (type.FindSyncSource(remote) is null)
            throw new RepositoryChangeException("remote", $"A repository of type '{type.Name}' cannot be synced from a remote of type '{catalog.ResourceTypeOf(remote).Name}'.");
        return (repository, remote);
    }
}
