using System.Globalization;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Remotes;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Fetches files that are only promised: once however many ask, from one source after the other, and passed on while they are stored.
/// </summary>
/// <remarks>
/// A file is stored and recorded before its last byte is handed out. Bytes that are not what was promised are never stored, and their source
/// rests for <see cref="PulpOptions.RemoteContentFetchFailureCooldown"/>. Files of remotes with the policy <see cref="DownloadPolicy.Streamed"/> are not kept.
/// A fetch that began goes on to its end, whoever leaves.
/// </remarks>
public sealed class OnDemandFiles
{
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ArtifactIngest ingest;
    private readonly FetchFlights flights;
    private readonly SourceTransfer transfer;

    internal OnDemandFiles(IPulpDatabase database, IArtifactStorage storage, ArtifactIngest ingest, FetchFlights flights, SourceTransfer transfer)
    {
        this.database = database;
        this.storage = storage;
        this.ingest = ingest;
        this.flights = flights;
        this.transfer = transfer;
    }

    /// <summary>Asks for a promised file.</summary>
    /// <param name="file">The file; its sources are read anew.</param>
    /// <param name="cancellationToken">Cancels waiting, not the fetch.</param>
    /// <returns>The stored artifact, the bytes on their way, or why there are none.</returns>
    public ValueTask<FetchOutcome> OpenAsync(ContentArtifact file, CancellationToken cancellationToken = default) => flights.OpenAsync(
        string.Create(CultureInfo.InvariantCulture, $"file {file.StoreKey}"),
        PromisedOf(file),
        (growing, stopping) => FetchAsync(file, replace: false, growing, stopping),
        cancellationToken);

    /// <summary>Fetches a file again whose stored bytes are lost, and stores it in their place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Cancels waiting, not the fetch.</param>
    /// <returns>As <see cref="OpenAsync"/>.</returns>
    public ValueTask<FetchOutcome> RefetchAsync(ContentArtifact file, CancellationToken cancellationToken = default) => flights.OpenAsync(
        string.Create(CultureInfo.InvariantCulture, $"again {file.StoreKey}"),
        PromisedOf(file),
        (growing, stopping) => FetchAsync(file, replace: true, growing, stopping),
        cancellationToken);

    private static DigestSet PromisedOf(ContentArtifact file) => file.Best?.Digests ?? DigestSet.Empty;

    private async Task<FetchEnd> FetchAsync(ContentArtifact wanted, bool replace, GrowingFile growing, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => session.Contents.GetFileAsync(wanted.StoreKey), cancellationToken).ConfigureAwait(false) is not { } file)
            return FetchEnd.Failed(new FetchFailure(FetchFailureKind.NotFound, "The file was removed."));
        if (!replace && (file.Stored ?? await FindStoredAsync(file, cancellationToken).ConfigureAwait(false)) is { } stored)
            return FetchEnd.Of(stored);

        var result = await transfer.StageAsync(file, source => ExpectedOf(file, source, replace), growing, cancellationToken).ConfigureAwait(false);
        if (result is not { Staged: { } staged, Source: { } from, Remote: { } remote })
            return FetchEnd.Failed(result.Failure!);
        if (remote.Policy == DownloadPolicy.Streamed && !replace)
            return FetchEnd.PassedThrough(staged.Size, await StagedBytes.OpenAsync(storage, staged, cancellationToken).ConfigureAwait(false));
        return FetchEnd.Of(await ingest.CommitAsync(
            [staged],
            remote.DomainId,
            async (session, artifacts) =>
            {
                await session.Contents.SetArtifactAsync(file.StoreKey, artifacts[0].StoreKey).ConfigureAwait(false);
                if (from.FailedAt is not null)
                    await session.Contents.SetSourceFailureAsync(file.StoreKey, from.RemoteId, failedAt: null).ConfigureAwait(false);
                return artifacts[0];
            },
            cancellationToken).ConfigureAwait(false));
    }

    // What was stored once is known better than what was promised.
    private ArtifactWriteOptions ExpectedOf(ContentArtifact file, RemoteArtifact source, bool replace)
    {
        var expected = file.Stored ?? (Artifact)source;
        return ingest.Expecting(new ArtifactWriteOptions { ExpectedDigests = expected.Digests, ExpectedSize = expected.Size, ReplaceExisting = replace });
    }

    // The same bytes may have come here under another unit.
    private async Task<StoredArtifact?> FindStoredAsync(ContentArtifact file, CancellationToken cancellationToken)
    {
        foreach (var source in file.Sources)
        {
            if (!source.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256) || await transfer.RemoteAsync(source, cancellationToken).ConfigureAwait(false) is not { } remote)
                continue;
            var found = await database.ReadAsync(session => session.Artifacts.FindAsync(remote.DomainId, [sha256]), cancellationToken).ConfigureAwait(false);
            return found.Count == 0 ? null : await database.WriteAsync(
                async session =>
                {
                    // Once more in the transaction that makes use of it: cleanup may have come between.
                    var artifacts = await session.Artifacts.FindAsync(remote.DomainId, [sha256]).ConfigureAwait(false);
                    if (!artifacts.TryGetValue(sha256.Hex, out var stored))
                        return null;
                    await session.Contents.SetArtifactAsync(file.StoreKey, stored.StoreKey).ConfigureAwait(false);
                    return stored;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return null;
    }
}
