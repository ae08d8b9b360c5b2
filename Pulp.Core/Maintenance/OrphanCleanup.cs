using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Maintenance;

/// <summary>
/// Deletes units that are in no repository version, then artifacts that nothing refers to, then files that have no record.
/// </summary>
/// <remarks>
/// Works in short transactions beside everything else. Rows go first, bytes after the commit, and only while nobody is storing the same bytes again;
/// a cleanup that is interrupted leaves files without a record, which the next one finds.
/// </remarks>
/// <param name="database">The rows.</param>
/// <param name="storage">The bytes.</param>
/// <param name="ingest">Deletes bytes beside those who store some.</param>
/// <param name="time">The clock.</param>
/// <param name="options">Says how long things are protected.</param>
public sealed class OrphanCleanup(IPulpDatabase database, IArtifactStorage storage, ArtifactIngest ingest, TimeProvider time, IOptions<PulpOptions> options)
    : ITaskHandler<OrphanCleanupArguments>
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "pulp.orphans.cleanup";

    /// <summary>The name a cleanup locks, so that one runs at a time.</summary>
    public const string LockName = "/api/v3/orphans/cleanup/";

    private const int BatchSize = 500;

    /// <inheritdoc/>
    async Task<object?> ITaskHandler<OrphanCleanupArguments>.RunAsync(TaskContext context, OrphanCleanupArguments arguments, CancellationToken cancellationToken) =>
        await RunAsync(context, arguments, cancellationToken).ConfigureAwait(false);

    /// <summary>Cleans up.</summary>
    /// <param name="context">Takes the progress.</param>
    /// <param name="arguments">What may be deleted.</param>
    /// <param name="cancellationToken">Cancels between batches.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="StoreException">The database failed.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task<OrphanCleanupResult> RunAsync(TaskContext context, OrphanCleanupArguments arguments, CancellationToken cancellationToken = default)
    {
        var run = new Run(arguments.DomainId, time.GetUtcBefore(arguments.ProtectionTime ?? options.Value.OrphanProtectionTime));
        var contents = context.BeginProgress("Clean up orphan Content", "clean-up.content");
        if (arguments.ContentIds is null)
        {
            await DeleteContentAsync(run, null, contents, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            foreach (var part in arguments.ContentIds.Chunk(BatchSize))
                await DeleteContentAsync(run, part, contents, cancellationToken).ConfigureAwait(false);
        }

        Finish(contents);
        var artifacts = context.BeginProgress("Clean up orphan Artifacts", "clean-up.artifacts");
        var bytes = await DeleteArtifactsAsync(run, artifacts, cancellationToken).ConfigureAwait(false);
        Finish(artifacts);
        var strays = arguments.ContentIds is null ? await DeleteStrayFilesAsync(run, cancellationToken).ConfigureAwait(false) : 0;
        return new OrphanCleanupResult(contents.Done, artifacts.Done, bytes, strays);
    }

    private static void Finish(ProgressPart part)
    {
        part.SetTotal(part.Done);
        part.Complete();
    }

    private async Task DeleteContentAsync(Run run, IReadOnlyCollection<Guid>? only, ProgressPart progress, CancellationToken cancellationToken)
    {
        // A unit that another one needed is found by the pass after the one that deleted that other.
        long deletedInPass;
        do
        {
            deletedInPass = 0;
            long? cursor = 0;
            while (cursor is { } from)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (var deleted, cursor) = await database.WriteAsync(
                    session => session.Contents.DeleteOrphansAsync(run.DomainId, run.IdleSince, only, from, BatchSize), cancellationToken).ConfigureAwait(false);
                deletedInPass += deleted;
                progress.Increment(deleted);
            }
        }
        while (deletedInPass > 0);
    }

    private async Task<long> DeleteArtifactsAsync(Run run, ProgressPart progress, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        long? cursor = 0;
        while (cursor is { } from)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (var deleted, cursor) = await database.WriteAsync(
                session => session.Artifacts.DeleteUnreferencedAsync(run.DomainId, run.IdleSince, from, BatchSize), cancellationToken).ConfigureAwait(false);
            if (deleted.Count == 0)
                continue;
            await ingest.DeleteUnrecordedAsync([.. deleted.Select(artifact => ArtifactCheck.DigestOf(artifact))], run.DomainId, cancellationToken).ConfigureAwait(false);
            bytes += deleted.Sum(artifact => artifact.Size ?? 0);
            progress.Increment(deleted.Count);
        }

        return bytes;
    }

    private async Task<long> DeleteStrayFilesAsync(Run run, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        var batch = new List<Digest>(BatchSize);
        await foreach (var file in storage.EnumerateAsync(StorageDomain.Of(run.DomainId), cancellationToken).ConfigureAwait(false))
        {
            if (file.LastWrite >= run.IdleSince)
                continue;
            batch.Add(file.Sha256);
            if (batch.Count == BatchSize)
                await DeleteBatchAsync().ConfigureAwait(false);
        }

        await DeleteBatchAsync().ConfigureAwait(false);
        return deleted;

        async Task DeleteBatchAsync()
        {
            deleted += await ingest.DeleteUnrecordedAsync(batch, run.DomainId, cancellationToken).ConfigureAwait(false);
            batch.Clear();
        }
    }

    private sealed record Run(Guid DomainId, DateTimeOffset IdleSince);
}
