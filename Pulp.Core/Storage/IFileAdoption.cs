using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// Stages a file that was written elsewhere without copying its bytes.
/// </summary>
/// <remarks>An optional ability of an <see cref="IArtifactStorage"/>: test for it with <c>is</c>.</remarks>
public interface IFileAdoption
{
    /// <summary>
    /// Stages a file by giving it a second name.
    /// </summary>
    /// <param name="path">The file. It stays where it is, and is not written to any more; the caller has forced its bytes to disk and removes it when it likes.</param>
    /// <param name="size">The number of bytes.</param>
    /// <param name="digests">The digests of the bytes, SHA-256 among them; they are not computed again.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The staged artifact, or <see langword="null"/> when the file is not on the file system of the storage; then its bytes are written through <see cref="IArtifactStorage.CreateWriterAsync"/>.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    ValueTask<StagedArtifact?> TryAdoptAsync(string path, long size, DigestSet digests, CancellationToken cancellationToken = default);
}
