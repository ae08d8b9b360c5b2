using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Maintenance;

/// <summary>
/// Gives the artifacts that are stored already the digests that <see cref="PulpOptions.ContentChecksums"/> asks for, and takes the others away; SHA-256 stays.
/// </summary>
/// <remarks>
/// What is missing is computed from the bytes, whose size and SHA-256 are checked by the way. Each batch is a transaction of its own:
/// a run that was stopped is continued by the next one.
/// </remarks>
/// <param name="database">The rows.</param>
/// <param name="storage">The bytes.</param>
/// <param name="options">Says which digests are wanted.</param>
public sealed class DigestMigration(IPulpDatabase database, IArtifactStorage storage, IOptions<PulpOptions> options)
{
    private const int BatchSize = 500;

    // What is read of files before their digests are saved, so that little is read again after a stop.
    private const long BatchBytes = 256L * 1024 * 1024;

    private readonly DigestAlgorithm[] wanted = [.. options.Value.ContentChecksums.Append(DigestAlgorithm.Sha256).Distinct().Order()];

    /// <summary>Gets the digests that are wanted.</summary>
    public IReadOnlyCollection<DigestAlgorithm> Wanted => wanted;

    /// <summary>Counts which digests there are.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="StoreException">The database failed.</exception>
    public Task<ArtifactDigestCounts> CountAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => session.Artifacts.CountDigestsAsync(wanted), cancellationToken);

    /// <summary>Computes what is missing and drops what is not wanted.</summary>
    /// <param name="context">Takes the progress.</param>
    /// <param name="cancellationToken">Cancels; what was saved until then stays.</param>
    /// <returns>What was done, and what could not be.</returns>
    /// <exception cref="StoreException">The database failed.</exception>
    /// <exception cref="StorageException">The storage failed for a reason that may pass.</exception>
    public async Task<DigestMigrationResult> RunAsync(TaskContext context, CancellationToken cancellationToken = default)
    {
        var counts = await CountAsync(cancellationToken).ConfigureAwait(false);
        var progress = context.BeginProgress("Bring digests up to date", "digests.migrate", counts.Deviating);
        var (changed, left) = (0L, new StoreReport());
        var after = 0L;
        while (true)
        {
            var from = after;
            var artifacts = await database.ReadAsync(session => session.Artifacts.ScanDeviatingAsync(wanted, from, BatchSize), cancellationToken).ConfigureAwait(false);
            if (artifacts.Count == 0)
                break;
            (var batch, after) = await ComputeAsync(artifacts, left, progress, cancellationToken).ConfigureAwait(false);
            changed += await database.WriteAsync(session => session.Artifacts.SetDigestsAsync(batch), cancellationToken).ConfigureAwait(false);
        }

        progress.Complete();
        return new DigestMigrationResult(changed, left);
    }

    private async Task<(List<StoredArtifact> Batch, long Last)> ComputeAsync(
        IReadOnlyList<StoredArtifact> artifacts, StoreReport left, ProgressPart progress, CancellationToken cancellationToken)
    {
        var batch = new List<StoredArtifact>(artifacts.Count);
        var (bytes, last) = (0L, 0L);
        foreach (var artifact in artifacts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (bytes >= BatchBytes)
                break;
            if (Array.TrueForAll(wanted, algorithm => artifact.Digests[algorithm] is not null))
            {
                batch.Add(artifact with { Digests = new DigestSet([.. artifact.Digests.Where(digest => wanted.Contains(digest.Algorithm))]) });
            }
            else
            {
                var (condition, digests) = await ArtifactCheck.ComputeAsync(storage, artifact, wanted, cancellationToken).ConfigureAwait(false);
                bytes += artifact.Size ?? 0;
                if (condition == ArtifactCondition.Sound)
                    batch.Add(artifact with { Digests = digests });
                else
                    left.Add(artifact, condition);
            }

            last = artifact.StoreKey;
            progress.Increment();
        }

        return (batch, last);
    }
}
