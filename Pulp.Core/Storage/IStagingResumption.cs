namespace Pulp.Storage;

/// <summary>
/// Goes on with bytes whose staging another writer began, perhaps in a process that ended meanwhile.
/// </summary>
/// <remarks>An optional ability of an <see cref="IArtifactStorage"/>: test for it with <c>is</c>.</remarks>
public interface IStagingResumption
{
    /// <summary>
    /// Opens a writer that goes on after the bytes another one kept.
    /// </summary>
    /// <param name="key">The <see cref="ArtifactWriter.ResumptionKey"/> of the writer that began. It is used no more, and nobody else resumes it at the same time.</param>
    /// <param name="options">What is expected of the whole artifact, and which digests to compute.</param>
    /// <param name="cancellationToken">Cancels opening; what was kept stays.</param>
    /// <returns>
    /// A writer the caller disposes, whose <see cref="ArtifactWriter.BytesWritten"/> tells how much was kept; or <see langword="null"/> when nothing is kept under the key.
    /// </returns>
    /// <remarks>What was kept is read once, because no state of a digest is. After a loss of power it may be less than it was, or other bytes: expect a digest.</remarks>
    /// <exception cref="ArgumentException">The key does not come from this storage.</exception>
    /// <exception cref="ArtifactTooLargeException">More was kept than the options allow.</exception>
    /// <exception cref="Digests.DigestMismatchException">More was kept than the options expect.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    ValueTask<ArtifactWriter?> ResumeAsync(string key, ArtifactWriteOptions options, CancellationToken cancellationToken = default);
}
