using System.Runtime.ExceptionServices;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Makes one new version of each repository of a bundle, all in one transaction at the end, or none.
/// </summary>
internal sealed class ImportRun
{
    private const int Part = 5000;
    private readonly ImportServices services;
    private readonly TaskContext context;
    private readonly BundleReader reader;
    private readonly List<ImportTarget> targets = [];

    public ImportRun(ImportServices services, TaskContext context, BundleReader reader)
    {
        this.services = services;
        this.context = context;
        this.reader = reader;
    }

    public async Task<ImportResult> RunAsync(ImportArguments arguments, CancellationToken cancellationToken)
    {
        var manifest = reader.Manifest;
        var domainId = context.Task.DomainId;
        var found = await services.Database.ReadAsync(session => ImportTarget.FindAsync(session, services.Catalog, manifest, arguments, domainId), cancellationToken).ConfigureAwait(false);
        var skipped = manifest.Repositories.Where((_, i) => found[i] is null).Select(source => source.Name).ToList();
        long stored;
        try
        {
            for (var i = 0; i < found.Count; i++)
            {
                if (found[i] is var (repository, isNew))
                    targets.Add(new ImportTarget(i, manifest.Repositories[i], isNew ? await CreateAsync(repository, cancellationToken).ConfigureAwait(false) : repository, isNew));
            }

            stored = targets.Count == 0 ? 0 : await FillAsync(domainId, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await UndoAsync().ConfigureAwait(false);
            throw;
        }

        // The versions are there: what follows is done for all of them, whatever fails of it.
        ExceptionDispatchInfo? failure = null;
        foreach (var target in targets)
        {
            try
            {
                await FollowUpAsync(target).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        failure?.Throw();
        return new ImportResult([.. targets.Select(Describe)], skipped, stored);
    }

    private async Task<long> FillAsync(Guid domainId, CancellationToken cancellationToken)
    {
        foreach (var target in targets)
        {
            if (!context.TryLock(SyncTask.LockOf(PrnOf(target.Repository))))
                throw new TransferException(TransferFailureReason.Busy, $"The repository '{target.Repository.Name}' is being synced. Import again when that has ended.");
        }

        foreach (var target in targets)
        {
            await StagedDrafts.RemoveLeftAsync(services.Database, target.Repository.Id, cancellationToken).ConfigureAwait(false);
            target.Draft = await services.Database.WriteAsync(session => session.Versions.BeginAsync(target.Repository.Id, staged: true), cancellationToken).ConfigureAwait(false);
        }

        var artifacts = context.BeginProgress("Importing Artifacts", "import.artifacts");
        var content = context.BeginProgress("Importing content", "import.content", reader.Manifest.Repositories.Sum(source => source.Content.Values.Sum()));
        var saving = new ImportSaving(services, domainId);
        await using (saving.ConfigureAwait(false))
        {
            while (await reader.NextAsync(cancellationToken).ConfigureAwait(false) is { } member)
            {
                if (member is BundleMember.Artifact artifact)
                {
                    await saving.TakeAsync(artifact, reader.Content, cancellationToken).ConfigureAwait(false);
                    artifacts.Increment();
                }
                else if (member is BundleMember.Units units)
                {
                    await (targets.Find(target => target.Index == units.Repository) is { } target
                        ? saving.SaveAsync(target, units.All, cancellationToken)
                        : saving.PassAsync(cancellationToken)).ConfigureAwait(false);
                    content.Increment(units.All.Count);
                }
            }
        }

        foreach (var target in targets)
            await RemoveUnseenAsync(target, cancellationToken).ConfigureAwait(false);
        await CompleteAsync(cancellationToken).ConfigureAwait(false);
        artifacts.Complete();
        content.Complete();
        return saving.Stored;
    }

    private async Task RemoveUnseenAsync(ImportTarget target, CancellationToken cancellationToken)
    {
        for (long? cursor = 0; cursor is not null;)
        {
            var from = cursor.Value;
            cursor = await services.Database.WriteAsync(
                session => session.Memberships.RemoveUnseenAsync(target.Draft, target.Seen.Contains, from, Part), cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<bool> CompleteAsync(CancellationToken cancellationToken) => services.Database.WriteAsync(
        async session =>
        {
            foreach (var target in targets)
            {
                target.Version = await services.Changes.CompleteAsync(session, target.Draft).ConfigureAwait(false);
                if (target.IsNew)
                    await UnfinishedRepositories.ForgetAsync(session, target.Repository.Id).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    private async Task FollowUpAsync(ImportTarget target)
    {
        if (target.Version is not { } version)
        {
            await services.Changes.FollowUpAsync(target.Repository.Id, version: null).ConfigureAwait(false);
            return;
        }

        context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        try
        {
            await services.Changes.FollowUpAsync(target.Repository.Id, version).ConfigureAwait(false);
        }
        finally
        {
            await CreatedVersion.AddPublicationsAsync(context, version, services.Database, services.Catalog, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private ImportedRepository Describe(ImportTarget target)
    {
        var (units, setHash) = reader.Read(target.Index);
        return new ImportedRepository(
            target.Source.Name,
            target.Repository.Name,
            target.Repository.Id,
            target.Version?.Id,
            target.Version?.Number ?? target.Draft.Start.Number,
            units,
            target.Version is null ? 0 : target.Draft.Added.Values.Sum(),
            target.Version is null ? 0 : target.Draft.Removed.Values.Sum(),
            setHash);
    }

    private async Task<Repository> CreateAsync(Repository repository, CancellationToken cancellationToken) =>
        await services.Database.WriteAsync(session => CreateAsync(session, repository), cancellationToken).ConfigureAwait(false) switch
        {
            ChangeOutcome.Done done => (Repository)done.Resource,
            ChangeOutcome.Invalid invalid => throw new TransferException(
                TransferFailureReason.Refused, $"The repository '{repository.Name}' cannot be created: {string.Join(" ", invalid.Errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}")))}"),
            _ => throw new TransferException(TransferFailureReason.Busy, $"The repository '{repository.Name}' cannot be created now."),
        };

    // Should the process end before it is filled, the next start deletes it.
    private async ValueTask<ChangeOutcome> CreateAsync(IStoreSession session, Repository repository)
    {
        var outcome = await services.Resources.CreateAsync(session, repository, context.Task.CreatedBy).ConfigureAwait(false);
        if (outcome is ChangeOutcome.Done { Resource.Id: var id })
            await UnfinishedRepositories.NoteAsync(session, id).ConfigureAwait(false);
        return outcome;
    }

    private async Task UndoAsync()
    {
        foreach (var target in targets)
        {
            if (target.Draft is { } draft)
                await StagedDrafts.AbandonAsync(services.Database, draft).ConfigureAwait(false);
            if (target.IsNew)
                await DeleteAsync(target.Repository).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(Repository repository)
    {
        try
        {
            await services.Changes.DeleteEmptyAsync(repository.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // Why the import failed says more than that an empty repository is left until the next start.
        }
    }

    private string PrnOf(Repository repository) => services.Catalog.TypeOf(repository).PrnOf(repository.Id);
}
