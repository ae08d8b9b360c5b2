namespace Pulp.Storage;

/// <summary>
/// Reads what an <see cref="ArtifactWriter"/> has kept so far.
/// </summary>
/// <remarks>Safe to call concurrently, also while the writer goes on, and after the artifact was committed or discarded. Owned by whoever opened it.</remarks>
public abstract class KeptBytes : IDisposable
{
    /// <summary>Reads bytes.</summary>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="offset">Where to begin; below the writer's <see cref="ArtifactWriter.BytesKept"/>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>How many bytes were read, at least one.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract void Dispose();
}
