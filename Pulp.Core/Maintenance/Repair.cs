using Microsoft.Extensions.Logging;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Repositories;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Maintenance;

/// <summary>
/// Finds stored files whose bytes are missing or wrong, and fetches them again.
/// </summary>
/// <remarks>
/// A file that cannot be fetched and whose bytes are wrong is deleted, so that it shows as missing and the next upload or download of the same bytes brings it back.
/// A file that merely cannot be read stays: the cause may pass. A second run finds nothing more to do.
/// </remarks>
public sealed partial class Repair : ITaskHandler<RepairArguments>
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "pulp.repair";

    private const int BatchSize = 200;

    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ArtifactIngest ingest;
    private readonly IArtifactRefetcher? refetcher;
    private readonly ILogger logger;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">The rows.</param>
    /// <param name="storage">The bytes.</param>
    /// <param name="ingest">Puts bytes in their place.</param>
    /// <param name="logger">Takes what was found.</param>
    /// <param name="refetcher">Fetches files again; null means that none can be.</param>
    public Repair(IPulpDatabase database, IArtifactStorage storage, ArtifactIngest ingest, ILogger<Repair> logger, IArtifactRefetcher? refetcher = null)
    {
        this.database = database;
        this.storage = storage;
        this.ingest = ingest;
        this.logger = logger;
        this.refetcher = refetcher;
    }

    /// <inheritdoc/>
    async Task<object?> ITaskHandler<RepairArguments>.RunAsync(TaskContext context, RepairArguments arguments, CancellationToken cancellationToken) =>
        await RunAsync(context, arguments, cancellationToken).ConfigureAwait(false);

    /// <summary>Repairs.</summary>
    /// <param name="context">Takes the progress.</param>
    /// <param name="arguments">What is repaired.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <returns>What was found and mended.</returns>
    /// <exception cref="MaintenanceException">The version does not exist.</exception>
    /// <exception cref="StoreException">The database failed.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task<RepairResult> RunAsync(TaskContext context, RepairArguments arguments, CancellationToken cancellationToken = default)
    {
        var version = await FindVersionAsync(arguments.VersionId, cancellationToken).ConfigureAwait(false);
        var run = new Run(
            arguments.VerifyChecksums,
            context.BeginProgress("Identify corrupted units", "repair.corrupted"),
            context.BeginProgress("Identify missing units", "repair.missing"),
            context.BeginProgress("Repair corrupted units", "repair.repaired"));
        var after = 0L;
        while (true)
        {
            var from = after;
            var files = await database.ReadAsync(
                session => session.Contents.ScanFilesAsync(version, arguments.DomainId, stored: true, from, BatchSize), cancellationToken).ConfigureAwait(false);
            foreach (var file in files)
                await RepairAsync(run, file, cancellationToken).ConfigureAwait(false);
            if (files.Count == 0)
                break;
            after = files[^1].StoreKey;
        }

        return run.Finish();
    }

    private async Task<RepositoryVersion?> FindVersionAsync(Guid? id, CancellationToken cancellationToken)
    {
        if (id is not { } versionId)
            return null;
        return await database.ReadAsync(session => session.Versions.GetAsync(versionId), cancellationToken).ConfigureAwait(false)
            ?? throw new MaintenanceException($"There is no repository version {versionId}.");
    }

    private async Task RepairAsync(Run run, ContentArtifact file, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (file.Stored is not { } artifact)
            return;
        if (run.Seen.Contains(artifact.StoreKey))
        {
            // Another unit with the same file may know a source that the first one does not.
            if (run.Broken.Contains(artifact.StoreKey) && await RefetchAsync(run, file, artifact, cancellationToken).ConfigureAwait(false))
                run.Broken.Remove(artifact.StoreKey);
            return;
        }

        run.Seen.Add(artifact.StoreKey);
        var condition = await ArtifactCheck.InspectAsync(storage, artifact, run.VerifyChecksums, cancellationToken).ConfigureAwait(false);
        if (condition == ArtifactCondition.Sound)
            return;
        (condition == ArtifactCondition.Missing ? run.Missing : run.Corrupted).Increment();
        Log.Found(logger, artifact.Sha256, condition);
        if (await RefetchAsync(run, file, artifact, cancellationToken).ConfigureAwait(false))
            return;
        run.Broken.Add(artifact.StoreKey);
        if (condition == ArtifactCondition.Damaged)
            await DeleteAsync(run, artifact, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> RefetchAsync(Run run, ContentArtifact file, StoredArtifact artifact, CancellationToken cancellationToken)
    {
        if (refetcher is null || file.Sources.Count == 0)
            return false;
        var expected = new ArtifactWriteOptions
        {
            ExpectedSize = artifact.Size,
            ExpectedDigests = new DigestSet(ArtifactCheck.DigestOf(artifact)),
            ReplaceExisting = true,
        };
        try
        {
            if (await refetcher.RefetchAsync(file, expected, cancellationToken).ConfigureAwait(false) is not { } staged)
                return false;
            await ingest.CommitAsync([staged.Replacing()], artifact.DomainId, cancellationToken).ConfigureAwait(false);
        }
        catch (PulpException exception) when (exception is not StoreException and not StorageException)
        {
            Log.NotFetched(logger, artifact.Sha256, exception);
            return false;
        }

        run.Repaired.Increment();
        return true;
    }

    private Task DeleteAsync(Run run, StoredArtifact artifact, CancellationToken cancellationToken) => ingest.DeleteDamagedAsync(
        ArtifactCheck.DigestOf(artifact),
        artifact.DomainId,
        async () => await ArtifactCheck.InspectAsync(storage, artifact, run.VerifyChecksums, cancellationToken).ConfigureAwait(false) == ArtifactCondition.Damaged,
        cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Warning, "The bytes of artifact {Sha256} are {Condition}")]
        public static partial void Found(ILogger logger, string sha256, ArtifactCondition condition);

        [LoggerMessage(2302, LogLevel.Warning, "The bytes of artifact {Sha256} cannot be fetched again from this source")]
        public static partial void NotFetched(ILogger logger, string sha256, Exception exception);
    }

    private sealed record Run(bool VerifyChecksums, ProgressPart Corrupted, ProgressPart Missing, ProgressPart Repaired)
    {
        public ContentKeySet Seen { get; } = new();

        public HashSet<long> Broken { get; } = [];

        public RepairResult Finish()
        {
            foreach (var part in new[] { Corrupted, Missing, Repaired })
            {
                part.SetTotal(part.Done);
                part.Complete();
            }

            return new RepairResult(Missing.Done, Corrupted.Done, Repaired.Done);
        }
    }
}
