using System.Globalization;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Downloads;
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
    private readonly FetchFlights flights;
    private readonly FileTransfer transfer;
    private readonly TimeProvider time;
    private readonly PulpOptions options;

    internal OnDemandFiles(IPulpDatabase database, IArtifactStorage storage, FetchFlights flights, FileTransfer transfer, TimeProvider time, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.storage = storage;
        this.flights = flights;
        this.transfer = transfer;
        this.time = time;
        this.options = options.Value;
    }

    /// <summary>Asks for a promised file.</summary>
    /// <param name="file">The file; its sources are read anew.</param>
    /// <param name="cancellationToken">Cancels waiting, not the fetch.</param>
    /// <returns>The stored artifact, the bytes on their way, or why there are none.</returns>
    public ValueTask<FetchOutcome> OpenAsync(ContentArtifact file, CancellationToken cancellationToken = default) =>
        flights.OpenAsync(KeyOf("file", file), file.Best?.Digests ?? DigestSet.Empty, (growing, stopping) => FetchAsync(file, replace: false, growing, stopping), cancellationToken);

    /// <summary>Fetches a file again whose stored bytes are lost or damaged, and stores it in their place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Cancels waiting, not the fetch.</param>
    /// <returns>The stored artifact; or why it could not be fetched: no source is left, or none gives the same bytes.</returns>
    public async ValueTask<FetchOutcome> RefetchAsync(ContentArtifact file, CancellationToken cancellationToken = default)
    {
        var outcome = await flights.OpenAsync(
            KeyOf("again", file), file.Best?.Digests ?? DigestSet.Empty, (growing, stopping) => FetchAsync(file, replace: true, growing, stopping), cancellationToken).ConfigureAwait(false);
        if (outcome is not FetchOutcome.Streaming streaming)
            return outcome;
        // Nobody reads along; the end of the fetch is what counts.
        using (streaming.File)
            return await streaming.File.WhenEndedAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string KeyOf(string what, ContentArtifact file) => string.Create(CultureInfo.InvariantCulture, $"{what} {file.StoreKey}");

    private async Task<FetchEnd> FetchAsync(ContentArtifact wanted, bool replace, GrowingFile growing, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => session.Contents.GetFileAsync(wanted.StoreKey), cancellationToken).ConfigureAwait(false) is not { } file)
            return FetchEnd.Failed(new FetchFailure(FetchFailureKind.NotFound, "The file was removed."));
        if (!replace && (file.Stored ?? await FindStoredAsync(file, cancellationToken).ConfigureAwait(false)) is { } stored)
            return FetchEnd.Of(stored);

        FetchFailure? last = null;
        foreach (var source in file.Sources)
        {
            if (source.FailedAt is { } failed && failed + options.RemoteContentFetchFailureCooldown > time.GetUtcNow())
            {
                last ??= new FetchFailure(FetchFailureKind.NotFound, "The only sources of this file gave wrong bytes a short while ago; they are asked again later.");
                continue;
            }

            if (await RemoteAsync(source, cancellationToken).ConfigureAwait(false) is not { } remote)
                continue;
            try
            {
                return await FetchAsync(file, source, remote, replace, growing, cancellationToken).ConfigureAwait(false);
            }
            catch (PulpException exception) when (exception is not (StorageException or StoreException))
            {
                if (IsWrongBytes(exception))
                    await MarkAsync(file, source, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
                if (exception is FetchBrokenException)
                    throw;
                last = FetchFailure.Of(exception);
            }
        }

        // Every source was tried: what they say no longer matters, except that it is worth coming back.
        return FetchEnd.Failed(last is { Kind: FetchFailureKind.RateLimited } ? last
            : new FetchFailure(FetchFailureKind.NotFound, last?.Reason ?? "No source of this file is left."));
    }

    private async Task<FetchEnd> FetchAsync(ContentArtifact file, RemoteArtifact source, Remote remote, bool replace, GrowingFile growing, CancellationToken cancellationToken)
    {
        var expected = replace && file.Stored is not null ? (Artifact)file.Stored : source;
        var write = new ArtifactWriteOptions
        {
            Algorithms = [.. options.ContentChecksums],
            ExpectedDigests = expected.Digests,
            ExpectedSize = expected.Size,
            ReplaceExisting = replace,
        };
        var staged = await transfer.StageAsync(remote, source.Url, write, growing, cancellationToken).ConfigureAwait(false);
        if (remote.Policy == DownloadPolicy.Streamed && !replace)
            return FetchEnd.PassedThrough(staged.Size, await StagedBytes.OpenAsync(storage, staged, cancellationToken).ConfigureAwait(false));

        using var protection = await storage.ProtectAsync([staged.Sha256], remote.DomainId, cancellationToken).ConfigureAwait(false);
        await storage.CommitAsync([staged], StorageDomain.Of(remote.DomainId), cancellationToken).ConfigureAwait(false);
        var row = new StoredArtifact { Size = staged.Size, Digests = staged.Digests, DomainId = remote.DomainId };
        return FetchEnd.Of(await database.WriteAsync(
            async session =>
            {
                var saved = (await session.Artifacts.SaveAsync([row]).ConfigureAwait(false))[0].Artifact;
                await session.Contents.SetArtifactAsync(file.StoreKey, saved.StoreKey).ConfigureAwait(false);
                if (source.FailedAt is not null)
                    await session.Contents.SetSourceFailureAsync(file.StoreKey, source.RemoteId, failedAt: null).ConfigureAwait(false);
                return saved;
            },
            cancellationToken).ConfigureAwait(false));
    }

    // The same bytes may have come here under another unit.
    private async Task<StoredArtifact?> FindStoredAsync(ContentArtifact file, CancellationToken cancellationToken)
    {
        foreach (var source in file.Sources)
        {
            if (!source.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256) || await RemoteAsync(source, cancellationToken).ConfigureAwait(false) is not { } remote)
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

    private async Task<Remote?> RemoteAsync(RemoteArtifact source, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.Resources.GetAsync(source.RemoteId), cancellationToken).ConfigureAwait(false) as Remote;

    private Task MarkAsync(ContentArtifact file, RemoteArtifact source, DateTimeOffset failedAt, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.Contents.SetSourceFailureAsync(file.StoreKey, source.RemoteId, failedAt).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static bool IsWrongBytes(Exception exception) =>
        exception is DigestMismatchException or DownloadException { Reason: DownloadFailureReason.SizeMismatch }
        || (exception is FetchBrokenException { InnerException: { } inner } && IsWrongBytes(inner));
}
