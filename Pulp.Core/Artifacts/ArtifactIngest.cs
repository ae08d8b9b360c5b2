using Microsoft.Extensions.Options;
using Pulp.Digests;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Artifacts;

/// <summary>
/// Turns bytes into stored artifacts, and deletes bytes that are none any more: the one way in and out.
/// </summary>
/// <remarks>
/// Safe to use concurrently. Bytes are durable before their row is written, so that no row exists without bytes. A row whose file was lost gets it back
/// when the same bytes come again; a file without a row is replaced by the bytes that come, never trusted.
/// </remarks>
/// <param name="storage">Keeps the bytes.</param>
/// <param name="database">Keeps the rows.</param>
/// <param name="options">Names the digests to compute.</param>
public sealed class ArtifactIngest(IArtifactStorage storage, IPulpDatabase database, IOptions<PulpOptions> options)
{
    private readonly ArtifactGate gate = ArtifactGate.Of(storage);
    private readonly DigestAlgorithm[] algorithms = [.. options.Value.ContentChecksums];

    /// <summary>Opens a stream that stages the bytes of one artifact and computes the configured digests.</summary>
    /// <param name="expected">What is expected of the bytes; null expects nothing.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <returns>A writer the caller disposes; what it completes goes to <see cref="CommitAsync(IReadOnlyList{StagedArtifact}, Guid, CancellationToken)"/>.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    public ValueTask<ArtifactWriter> CreateWriterAsync(ArtifactWriteOptions? expected = null, CancellationToken cancellationToken = default) =>
        storage.CreateWriterAsync(Expecting(expected), cancellationToken);

    /// <summary>Opens a stream that goes on with an artifact whose staging another writer began, perhaps in a process that ended meanwhile.</summary>
    /// <param name="key">The <see cref="ArtifactWriter.ResumptionKey"/> of that writer, which is used no more.</param>
    /// <param name="expected">What is expected of the bytes; null expects nothing.</param>
    /// <param name="cancellationToken">Cancels opening; what was kept stays.</param>
    /// <returns>A writer like that of <see cref="CreateWriterAsync"/>; or null when nothing is kept under the key, or the storage cannot go on with it.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    public ValueTask<ArtifactWriter?> ResumeWriterAsync(string key, ArtifactWriteOptions? expected = null, CancellationToken cancellationToken = default) =>
        storage is IStagingResumption resumption ? resumption.ResumeAsync(key, Expecting(expected), cancellationToken) : ValueTask.FromResult<ArtifactWriter?>(null);

    /// <summary>Stages everything a stream holds, computing the configured digests.</summary>
    /// <param name="source">The bytes; left open.</param>
    /// <param name="expected">What is expected of the bytes; null expects nothing.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    /// <returns>The staged artifact, to be committed or discarded.</returns>
    /// <exception cref="DigestMismatchException">The bytes are not those expected.</exception>
    /// <exception cref="ArtifactTooLargeException">There are more bytes than allowed.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    public Task<StagedArtifact> StageAsync(Stream source, ArtifactWriteOptions? expected = null, CancellationToken cancellationToken = default) =>
        storage.StageAsync(source, Expecting(expected), cancellationToken);

    /// <summary>Stores everything a stream holds.</summary>
    /// <param name="source">The bytes; left open.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="expected">What is expected of the bytes; null expects nothing.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    /// <returns>The artifact, durable.</returns>
    /// <exception cref="DigestMismatchException">The bytes are not those expected.</exception>
    /// <exception cref="ArtifactTooLargeException">There are more bytes than allowed.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    /// <exception cref="StoreException">The database failed.</exception>
    public async Task<StoredArtifact> StoreAsync(Stream source, Guid domainId, ArtifactWriteOptions? expected = null, CancellationToken cancellationToken = default)
    {
        var staged = await StageAsync(source, expected, cancellationToken).ConfigureAwait(false);
        return (await CommitAsync([staged], domainId, cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Stores staged artifacts; many at once are much cheaper than one by one.</summary>
    /// <param name="staged">The staged artifacts; used up, whatever the outcome.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The artifacts in the same order, durable.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    /// <exception cref="StoreException">The database failed.</exception>
    public Task<IReadOnlyList<StoredArtifact>> CommitAsync(IReadOnlyList<StagedArtifact> staged, Guid domainId, CancellationToken cancellationToken = default) =>
        CommitAsync(staged, domainId, static (_, artifacts) => ValueTask.FromResult(artifacts), cancellationToken);

    /// <summary>Stores staged artifacts together with a change that needs them, in one transaction.</summary>
    /// <typeparam name="T">The type of the change's result.</typeparam>
    /// <param name="staged">The staged artifacts; used up, whatever the outcome.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="change">Is given the session and the artifacts in the same order; under the rules of <see cref="IPulpDatabase.WriteAsync"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What the change returned, once all is durable.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    /// <exception cref="StoreException">The database failed.</exception>
    public async Task<T> CommitAsync<T>(
        IReadOnlyList<StagedArtifact> staged, Guid domainId, Func<IStoreSession, IReadOnlyList<StoredArtifact>, ValueTask<T>> change, CancellationToken cancellationToken = default)
    {
        try
        {
            using var entered = await gate.EnterAsync(domainId, staged.Select(artifact => artifact.Sha256), cancellationToken).ConfigureAwait(false);
            await CommitBytesAsync(staged, domainId, cancellationToken).ConfigureAwait(false);
            return await database.WriteAsync(
                async session => await change(session, await SaveAsync(session, staged, domainId).ConfigureAwait(false)).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // A commit of the storage uses them up; they are left only when it was not reached.
            await storage.DiscardAsync(staged, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Deletes bytes that no row stands for, unless somebody is just storing them.</summary>
    /// <param name="digests">The SHA-256 of the bytes.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task<int> DeleteUnrecordedAsync(IReadOnlyCollection<Digest> digests, Guid domainId, CancellationToken cancellationToken = default)
    {
        var closed = digests.Where(digest => gate.TryClose(domainId, digest)).ToList();
        try
        {
            // Read after the gate was closed: whoever stored these bytes before has its row by now.
            var recorded = await database.ReadAsync(session => session.Artifacts.FindAsync(domainId, closed), cancellationToken).ConfigureAwait(false);
            var deleted = 0;
            foreach (var digest in closed.Where(digest => !recorded.ContainsKey(digest.Hex)))
                deleted += await storage.DeleteAsync(digest, StorageDomain.Of(domainId), cancellationToken).ConfigureAwait(false) ? 1 : 0;
            return deleted;
        }
        finally
        {
            foreach (var digest in closed)
                gate.Open(domainId, digest);
        }
    }

    /// <summary>Deletes the bytes of a row that are known to be wrong, so that they show as missing, unless somebody is just storing them.</summary>
    /// <param name="sha256">The digest.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="isStillWrong">Asked once nobody can store them any more.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task DeleteDamagedAsync(Digest sha256, Guid domainId, Func<ValueTask<bool>> isStillWrong, CancellationToken cancellationToken)
    {
        if (!gate.TryClose(domainId, sha256))
            return;
        try
        {
            if (await isStillWrong().ConfigureAwait(false))
                await storage.DeleteAsync(sha256, StorageDomain.Of(domainId), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Open(domainId, sha256);
        }
    }

    /// <summary>Makes staged bytes durable for a caller that protects them from cleanup and writes their rows itself.</summary>
    internal async Task CommitBytesAsync(IReadOnlyList<StagedArtifact> staged, Guid domainId, CancellationToken cancellationToken)
    {
        var sure = await DistrustFilesWithoutRowAsync(staged, domainId, cancellationToken).ConfigureAwait(false);
        await storage.CommitAsync(sure, StorageDomain.Of(domainId), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds the configured digests to what is expected of some bytes, for whoever stages them otherwise.</summary>
    internal ArtifactWriteOptions Expecting(ArtifactWriteOptions? expected = null)
    {
        var wanted = expected ?? ArtifactWriteOptions.Default;
        return wanted with { Algorithms = [.. wanted.Algorithms.Union(algorithms)] };
    }

    private static async ValueTask<IReadOnlyList<StoredArtifact>> SaveAsync(IStoreSession session, IReadOnlyList<StagedArtifact> staged, Guid domainId)
    {
        var rows = staged.Select(artifact => new StoredArtifact { Size = artifact.Size, Digests = artifact.Digests, DomainId = domainId }).ToList();
        var saved = await session.Artifacts.SaveAsync(rows).ConfigureAwait(false);
        return [.. saved.Select(row => row.Artifact)];
    }

    private async Task<IReadOnlyList<StagedArtifact>> DistrustFilesWithoutRowAsync(IReadOnlyList<StagedArtifact> staged, Guid domainId, CancellationToken cancellationToken)
    {
        // What nobody has stored needs no question: a file that comes to be there meanwhile is another commit's, and whole.
        if (storage is ILocalArtifactFiles files && staged.All(artifact => files.GetPath(artifact.Sha256, StorageDomain.Of(domainId)) is null))
            return staged;
        var digests = staged.Select(artifact => artifact.Sha256).ToHashSet();
        var recorded = await database.ReadAsync(session => session.Artifacts.FindAsync(domainId, digests), cancellationToken).ConfigureAwait(false);
        return [.. staged.Select(artifact => recorded.ContainsKey(artifact.Sha256.Hex) ? artifact : artifact.Replacing())];
    }
}
