using System.Buffers;
using System.Security.Cryptography;
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
    public static async ValueTask<ArtifactCondition> InspectAsync(IArtifactStorage storage, StoredArtifact artifact, bool verifyDigest, CancellationToken cancellationToken)
    {
        var digest = DigestOf(artifact);
        var domain = StorageDomain.Of(artifact.DomainId);
        try
        {
            var size = await storage.GetSizeAsync(digest, domain, cancellationToken).ConfigureAwait(false);
            if (size is null)
                return ArtifactCondition.Missing;
            if (size != artifact.Size)
                return ArtifactCondition.Damaged;
            if (!verifyDigest)
                return ArtifactCondition.Sound;
            var stream = await storage.OpenReadAsync(digest, domain, cancellationToken).ConfigureAwait(false);
            if (stream is null)
                return ArtifactCondition.Missing;
            await using (stream.ConfigureAwait(false))
                return await HashAsync(stream, cancellationToken).ConfigureAwait(false) == digest ? ArtifactCondition.Sound : ArtifactCondition.Damaged;
        }
        catch (Exception exception) when (exception is StorageException { IsTransient: false } or IOException or UnauthorizedAccessException)
        {
            return ArtifactCondition.Unreadable;
        }
    }

    private static async ValueTask<Digest> HashAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                hash.AppendData(buffer, 0, read);
            return Digest.Sha256(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
