using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// Keeps the bytes of artifacts, known by their SHA-256 alone.
/// </summary>
/// <remarks>
/// <para>
/// Bytes are first staged (<see cref="CreateWriterAsync"/>), where nobody can read them, and then committed
/// (<see cref="CommitAsync"/>), after which they survive a loss of power. The caller records the artifact in its database
/// only after the commit, so that no record exists without bytes; bytes without a record are found by
/// <see cref="EnumerateAsync"/> and removed.
/// </para>
/// <para>
/// A domain selects a sub-tree: the same bytes in two domains are stored twice. The default domain is
/// <see langword="null"/>. All members may be called concurrently. A storage keeps no reference counts and does not
/// know whether a caller is about to record what another caller deletes; the callers decide that with their database.
/// </para>
/// </remarks>
public interface IArtifactStorage
{
    /// <summary>
    /// Opens a stream that stages the bytes of one artifact.
    /// </summary>
    /// <param name="options">What is expected of the bytes, and which digests to compute.</param>
    /// <param name="cancellationToken">Cancels opening; each write has its own token.</param>
    /// <returns>A writer the caller disposes; disposing before it is completed leaves nothing behind.</returns>
    /// <exception cref="ArtifactTooLargeException">The expected size is above the maximum.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    ValueTask<ArtifactWriter> CreateWriterAsync(ArtifactWriteOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes staged artifacts durable and then visible.
    /// </summary>
    /// <param name="staged">What to commit, in any order; equal digests are allowed. Many at once are much cheaper than one by one.</param>
    /// <param name="domain">The domain, or <see langword="null"/> for the default one.</param>
    /// <param name="cancellationToken">Observed until the first artifact becomes visible, then ignored.</param>
    /// <returns>A task that completes when every artifact is readable and durable.</returns>
    /// <remarks>
    /// An artifact that is stored already with the same size is kept, unless <see cref="StagedArtifact.ReplaceExisting"/>
    /// is set; one of another size is damaged and gets replaced. Whatever the outcome, the staged artifacts are used
    /// up. After a failure some may be visible: whole and correct, but without a record of the caller, like any orphan.
    /// </remarks>
    /// <exception cref="StorageException">The storage failed; the caller stages the bytes anew.</exception>
    Task CommitAsync(IReadOnlyList<StagedArtifact> staged, Guid? domain, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens staged bytes for reading, for what must be known of them before they are committed.
    /// </summary>
    /// <param name="staged">What was staged, and neither committed nor discarded since.</param>
    /// <param name="cancellationToken">Cancels opening; reading has its own token.</param>
    /// <returns>A seekable stream owned by the caller, who disposes it before the commit.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    ValueTask<Stream> OpenStagedAsync(StagedArtifact staged, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes staged artifacts that will not be committed. What is gone already is no error.
    /// </summary>
    /// <param name="staged">What to remove.</param>
    /// <param name="cancellationToken">Cancels the removal; what remains is found by <see cref="SweepTemporaryAsync"/>.</param>
    /// <returns>A task that completes when they are removed.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    Task DiscardAsync(IReadOnlyList<StagedArtifact> staged, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens the bytes of an artifact for reading.
    /// </summary>
    /// <param name="sha256">The digest under which the artifact was committed.</param>
    /// <param name="domain">The domain, or <see langword="null"/> for the default one.</param>
    /// <param name="cancellationToken">Cancels opening; reading has its own token.</param>
    /// <returns>A seekable, unbuffered stream owned by the caller, or <see langword="null"/> when no such artifact is stored.</returns>
    /// <remarks>The stream stays readable when the artifact is deleted meanwhile. The bytes are not verified.</remarks>
    /// <exception cref="ArgumentException">The digest is not a SHA-256.</exception>
    /// <exception cref="StorageException">The storage failed, or something other than an artifact lies at its place.</exception>
    ValueTask<Stream?> OpenReadAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gets the size of a stored artifact.
    /// </summary>
    /// <param name="sha256">The digest under which the artifact was committed.</param>
    /// <param name="domain">The domain, or <see langword="null"/> for the default one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The size in bytes, or <see langword="null"/> when no such artifact is stored.</returns>
    /// <exception cref="ArgumentException">The digest is not a SHA-256.</exception>
    /// <exception cref="StorageException">The storage failed, or something other than an artifact lies at its place.</exception>
    ValueTask<long?> GetSizeAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes a stored artifact.
    /// </summary>
    /// <param name="sha256">The digest under which the artifact was committed.</param>
    /// <param name="domain">The domain, or <see langword="null"/> for the default one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Whether it was stored.</returns>
    /// <remarks>A loss of power may bring the artifact back; it is then an orphan like any other.</remarks>
    /// <exception cref="ArgumentException">The digest is not a SHA-256.</exception>
    /// <exception cref="StorageException">The storage failed, or something other than an artifact lies at its place.</exception>
    ValueTask<bool> DeleteAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists what is stored in one domain, in no particular order.
    /// </summary>
    /// <param name="domain">The domain, or <see langword="null"/> for the default one.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The stored files; files that come or go meanwhile may be missing.</returns>
    /// <remarks>What does not lie at the place of an artifact, or is no regular file, is left out.</remarks>
    /// <exception cref="StorageException">The storage failed.</exception>
    IAsyncEnumerable<StoredFile> EnumerateAsync(Guid? domain, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes staged bytes that a stopped process left behind.
    /// </summary>
    /// <param name="olderThan">The age since the last write from which staged bytes count as abandoned; must exceed the time an upload may pause.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    /// <returns>The number of removed files.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    Task<int> SweepTemporaryAsync(TimeSpan olderThan, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gets how full the storage is.
    /// </summary>
    /// <returns>The space, or <see langword="null"/> when the storage has no bound it knows of.</returns>
    /// <exception cref="StorageException">The storage failed.</exception>
    StorageSpace? GetSpace();
}
