using System.Buffers;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Maintenance;

/// <summary>Compares the bytes of stored artifacts with their rows.</summary>
internal static class ArtifactCheck
{
    private const int ReadSize = 1024 * 1024;

    public static Digest DigestOf(StoredArtifact artifact) => Digest.TryParse(DigestAlgorithm.Sha256, artifact.Sha256, out var digest)
        ? digest
        : throw new InvalidOperationException("A stored artifact has no SHA-256.");

    /// <summary>Looks at an artifact's size, and at its digest if wanted.</summary>
    public static async ValueTask<ArtifactCondition> InspectAsync(IArtifactStorage storage, StoredArtifact artifact, bool verifyDigest, CancellationToken cancellationToken) =>
        (await InspectAsync(storage, artifact, verifyDigest ? [] : null, cancellationToken).ConfigureAwait(false)).Condition;

    /// <summary>Looks at an artifact's size and digest, and computes further digests by the way.</summary>
    /// <returns>The condition; and the digests of the bytes that are there, SHA-256 among them.</returns>
    public static ValueTask<(ArtifactCondition Condition, DigestSet Digests)> ComputeAsync(
        IArtifactStorage storage, StoredArtifact artifact, IReadOnlyCollection<DigestAlgorithm> algorithms, CancellationToken cancellationToken) =>
        InspectAsync(storage, artifact, algorithms, cancellationToken);

    private static async ValueTask<(ArtifactCondition Condition, DigestSet Digests)> InspectAsync(
        IArtifactStorage storage, StoredArtifact artifact, IReadOnlyCollection<DigestAlgorithm>? algorithms, CancellationToken cancellationToken)
    {
        var digest = DigestOf(artifact);
        var domain = StorageDomain.Of(artifact.DomainId);
        try
        {
            var size = await storage.GetSizeAsync(digest, domain, cancellationToken).ConfigureAwait(false);
            if (size is null)
                return (ArtifactCondition.Missing, DigestSet.Empty);
            if (size != artifact.Size)
                return (ArtifactCondition.Damaged, DigestSet.Empty);
            if (algorithms is null)
                return (ArtifactCondition.Sound, DigestSet.Empty);
            var stream = await storage.OpenReadAsync(digest, domain, cancellationToken).ConfigureAwait(false);
            if (stream is null)
                return (ArtifactCondition.Missing, DigestSet.Empty);
            await using (stream.ConfigureAwait(false))
            {
                var digests = await HashAsync(stream, algorithms, cancellationToken).ConfigureAwait(false);
                return (digests.Sha256 == digest.Hex ? ArtifactCondition.Sound : ArtifactCondition.Damaged, digests);
            }
        }
        catch (Exception exception) when (exception is StorageException { IsTransient: false } or IOException or UnauthorizedAccessException)
        {
            return (ArtifactCondition.Unreadable, DigestSet.Empty);
        }
    }

    private static async ValueTask<DigestSet> HashAsync(Stream stream, IReadOnlyCollection<DigestAlgorithm> algorithms, CancellationToken cancellationToken)
    {
        using var computation = new DigestComputation(algorithms, DigestSet.Empty);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                computation.Append(buffer.AsSpan(0, read));
            return computation.Complete();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
