using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Remotes;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Sync;

/// <summary>
/// Finds and downloads the files of a batch that must be here when the sync ends.
/// </summary>
internal sealed class SyncFiles
{
    private const int MaximumAttempts = 5;
    private readonly SyncRun run;
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly IReadOnlyCollection<DigestAlgorithm> algorithms;
    private readonly ProgressPart progress;

    public SyncFiles(SyncRun run, IPulpDatabase database, IArtifactStorage storage, IReadOnlyCollection<DigestAlgorithm> algorithms, ProgressPart progress)
    {
        this.run = run;
        this.database = database;
        this.storage = storage;
        this.algorithms = algorithms;
        this.progress = progress;
    }

    public Task PrepareAsync(SyncBatch batch, CancellationToken cancellationToken)
    {
        var wanted = batch.Units.Where(unit => !batch.LeftOut.Contains(unit)).SelectMany(unit => unit.Files.Where(IsWanted).Select(file => (Unit: unit, File: file))).ToList();
        return wanted.Count == 0 ? Task.CompletedTask : FetchAsync();

        async Task FetchAsync()
        {
            await FindAsync(batch, wanted.Select(pair => pair.File), cancellationToken).ConfigureAwait(false);
            var missing = wanted.Where(pair => (pair.File.Digests.Sha256 is not { } sha256 || !batch.Found.ContainsKey(sha256)) && !batch.Staged.ContainsKey(pair.File)).ToList();
            using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAll(missing.Select(pair => DownloadOrStopAsync(pair.Unit, pair.File, failing))).ConfigureAwait(false);
        }

        // The batch is lost with the first file that cannot be had, so the others need not end.
        async Task DownloadOrStopAsync(DeclaredContent unit, DeclaredFile file, CancellationTokenSource failing)
        {
            try
            {
                await DownloadAsync(batch, unit, file, failing.Token).ConfigureAwait(false);
            }
            catch
            {
                await failing.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    public static Digest DigestOf(StoredArtifact artifact) => Digest.Sha256(Convert.FromHexString(artifact.Sha256));

    /// <summary>Holds the bytes of a batch against cleanups. What was found here may have been an orphan, and be gone: it is fetched after all.</summary>
    public async Task<IDisposable> HoldAsync(SyncBatch batch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = batch.Found.Values.Select(DigestOf).ToList();
            var protection = await storage.ProtectAsync(batch.Staged.Values.Select(file => file.Sha256).Concat(found), run.Repository.DomainId, cancellationToken).ConfigureAwait(false);
            if (found.Count == 0)
                return protection;
            try
            {
                var present = await database.ReadAsync(session => session.Artifacts.FindAsync(run.Repository.DomainId, found), cancellationToken).ConfigureAwait(false);
                if (batch.Found.Keys.All(present.ContainsKey))
                    return protection;
                if (attempt == MaximumAttempts)
                    throw new SyncException("Files that were here were cleaned up again and again while they were needed; sync again when the cleanup of orphans has ended.");
                foreach (var sha256 in batch.Found.Keys.Where(sha256 => !present.ContainsKey(sha256)).ToList())
                    batch.Found.Remove(sha256);
            }
            catch
            {
                protection.Dispose();
                throw;
            }

            protection.Dispose();
            await PrepareAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task DiscardAsync(SyncBatch batch)
    {
        lock (batch.Staged)
        {
            var staged = batch.Staged.Values.ToList();
            batch.Staged.Clear();
            return staged.Count == 0 ? Task.CompletedTask : storage.DiscardAsync(staged, CancellationToken.None);
        }
    }

    private bool IsWanted(DeclaredFile file) =>
        file.Digests.Sha256 is null || (!file.IsDeferred && (run.Remote.Policy == DownloadPolicy.Immediate || file.IsImmediate || file.OpenAsync is not null));

    private async Task<StagedArtifact> StageAsync(DeclaredFile file, ArtifactWriteOptions options, CancellationToken cancellationToken)
    {
        var remote = file.Source ?? run.Remote;
        if (file.OpenAsync is null)
        {
            return run.Made.Covers(remote)
                ? await run.Made.ReadAsync(remote, file.Url, (bytes, token) => storage.StageAsync(bytes, options, token), cancellationToken).ConfigureAwait(false)
                : await ArtifactDownload.StageAsync(run.Clients.Of(remote), storage, file.Url, options, cancellationToken).ConfigureAwait(false);
        }

        var made = await file.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = made.ConfigureAwait(false);
        return await storage.StageAsync(made, options, cancellationToken).ConfigureAwait(false);
    }

    private static bool ConcernsOneFile(Exception exception) =>
        exception is DigestMismatchException or ArtifactTooLargeException or DownloadException { ConcernsOneFile: true };

    private async Task FindAsync(SyncBatch batch, IEnumerable<DeclaredFile> files, CancellationToken cancellationToken)
    {
        var digests = new List<Digest>();
        foreach (var file in files)
        {
            if (file.Digests.TryGet(DigestAlgorithm.Sha256, out var digest))
                digests.Add(digest);
        }

        if (digests.Count == 0)
            return;
        var found = await database.ReadAsync(session => session.Artifacts.FindAsync(run.Repository.DomainId, digests), cancellationToken).ConfigureAwait(false);
        foreach (var (sha256, artifact) in found)
            batch.Found[sha256] = artifact;
    }

    private async Task DownloadAsync(SyncBatch batch, DeclaredContent unit, DeclaredFile file, CancellationToken cancellationToken)
    {
        try
        {
            var options = new ArtifactWriteOptions { Algorithms = algorithms, ExpectedDigests = file.Digests, ExpectedSize = file.Size, MaximumSize = file.MaximumSize };
            var staged = await StageAsync(file, options, cancellationToken).ConfigureAwait(false);
            lock (batch.Staged)
                batch.Staged[file] = staged;
            run.Counts.CountDownload(staged.Size);
            progress.Increment();
        }
        catch (PulpException) when (file.IsOptional)
        {
            run.Counts.Skip("optional file could not be fetched", file.RelativePath);
        }
        catch (Exception exception) when (unit.IsOptional && ConcernsOneFile(exception))
        {
            run.Counts.LeaveOut("file could not be had", $"{file.RelativePath}: {exception.Message}");
            lock (batch.LeftOut)
                batch.LeftOut.Add(unit);
        }
        catch (DigestMismatchException mismatch)
        {
            throw new SyncException($"{SafeUrl.Of(file.Url)} is not what upstream promised: {mismatch.Message}", mismatch);
        }
    }
}
