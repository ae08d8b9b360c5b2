using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Maintenance;
using Pulp.Remotes;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Stages a promised file from one of its sources, in their order. A source that gave wrong bytes rests for a while.
/// </summary>
internal sealed class SourceTransfer : IArtifactRefetcher
{
    private readonly IPulpDatabase database;
    private readonly FileTransfer transfer;
    private readonly TimeProvider time;
    private readonly TimeSpan rest;

    public SourceTransfer(IPulpDatabase database, FileTransfer transfer, TimeProvider time, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.transfer = transfer;
        this.time = time;
        rest = options.Value.RemoteContentFetchFailureCooldown;
    }

    public async Task<StagedArtifact?> RefetchAsync(ContentArtifact file, ArtifactWriteOptions expected, CancellationToken cancellationToken) =>
        (await StageAsync(file, _ => expected, new GrowingFile(expected.ExpectedDigests), cancellationToken).ConfigureAwait(false)).Staged;

    /// <summary>Fetches a file into staged bytes from the first of its sources that gives it.</summary>
    /// <exception cref="FetchBrokenException">A source failed after a client was answered.</exception>
    public async Task<SourceTransferResult> StageAsync(
        ContentArtifact file, Func<RemoteArtifact, ArtifactWriteOptions> expectedOf, GrowingFile growing, CancellationToken cancellationToken)
    {
        FetchFailure? last = null;
        foreach (var source in file.Sources)
        {
            if (source.FailedAt is { } failed && failed + rest > time.GetUtcNow())
            {
                last ??= new FetchFailure(FetchFailureKind.NotFound, "The source of this file gave wrong bytes a short while ago; it is asked again later.");
                continue;
            }

            if (await RemoteAsync(source, cancellationToken).ConfigureAwait(false) is not { } remote)
                continue;
            try
            {
                var staged = await transfer.StageAsync(remote, source.Url, expectedOf(source), growing, cancellationToken).ConfigureAwait(false);
                return new SourceTransferResult(staged, source, remote, Failure: null);
            }
            catch (PulpException exception) when (exception is not (StorageException or StoreException))
            {
                if (IsWrongBytes(exception))
                    await MarkAsync(file, source, cancellationToken).ConfigureAwait(false);
                if (exception is FetchBrokenException)
                    throw;
                last = FetchFailure.Of(exception);
            }
        }

        // Every source was tried: what they say no longer matters, except that it is worth coming back.
        return new SourceTransferResult(null, null, null, last is { Kind: FetchFailureKind.RateLimited } ? last
            : new FetchFailure(FetchFailureKind.NotFound, last?.Reason ?? "No source of this file is left.") { Last = last });
    }

    public async Task<Remote?> RemoteAsync(RemoteArtifact source, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.Resources.GetAsync(source.RemoteId), cancellationToken).ConfigureAwait(false) as Remote;

    private static bool IsWrongBytes(Exception exception) =>
        exception is DigestMismatchException or DownloadException { Reason: DownloadFailureReason.SizeMismatch }
        || (exception is FetchBrokenException { InnerException: { } inner } && IsWrongBytes(inner));

    private Task MarkAsync(ContentArtifact file, RemoteArtifact source, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.Contents.SetSourceFailureAsync(file.StoreKey, source.RemoteId, time.GetUtcNow()).ConfigureAwait(false);
            return true;
        },
        cancellationToken);
}
