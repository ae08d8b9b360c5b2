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
}
