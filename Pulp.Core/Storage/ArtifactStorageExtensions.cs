using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// Adds to <see cref="IArtifactStorage"/> what every storage does the same way.
/// </summary>
public static class ArtifactStorageExtensions
{
    /// <summary>
    /// Stages everything a stream holds from its current position.
    /// </summary>
    /// <param name="storage">The storage.</param>
    /// <param name="source">The bytes; left open.</param>
    /// <param name="options">What is expected of the bytes, and which digests to compute.</param>
    /// <param name="cancellationToken">Cancels the copy; nothing is left behind.</param>
    /// <returns>The staged artifact; commit or discard it, also when a later one of the same batch fails.</returns>
    /// <exception cref="ArtifactTooLargeException">There are more bytes than allowed.</exception>
    /// <exception cref="Digests.DigestMismatchException">The bytes are not those expected.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    public static async Task<StagedArtifact> StageAsync(
        this IArtifactStorage storage, Stream source, ArtifactWriteOptions options, CancellationToken cancellationToken = default)
    {
        var writer = await storage.CreateWriterAsync(options, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteFromAsync(source, cancellationToken).ConfigureAwait(false);
            return await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Keeps a cleanup in this process from deleting bytes that are about to get a row.
    /// </summary>
    /// <param name="storage">The storage.</param>
    /// <param name="sha256">The digests of the bytes.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="cancellationToken">Cancels waiting for a deletion of the same bytes that is under way.</param>
    /// <returns>Ends the protection when disposed. Take it before the bytes are committed or relied upon, and keep it until the row is durable.</returns>
    public static ValueTask<IDisposable> ProtectAsync(
        this IArtifactStorage storage, IEnumerable<Digest> sha256, Guid domainId, CancellationToken cancellationToken = default) =>
        ArtifactGate.Of(storage).EnterAsync(domainId, sha256, cancellationToken);
}
