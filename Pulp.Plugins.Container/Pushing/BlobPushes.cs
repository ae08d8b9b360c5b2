using System.Buffers;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Registry;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Stores blobs that were pushed, and makes those of one repository known to another.
/// </summary>
internal sealed class BlobPushes
{
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ArtifactIngest ingest;
    private readonly ContainerTypes types;
    private readonly PendingContent pending;

    public BlobPushes(IPulpDatabase database, IArtifactStorage storage, ArtifactIngest ingest, ContainerTypes types, PendingContent pending)
    {
        this.database = database;
        this.storage = storage;
        this.ingest = ingest;
        this.types = types;
        this.pending = pending;
    }

    /// <summary>Stages a blob that comes whole.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="expected">The digest they must have.</param>
    /// <param name="cancellationToken">Cancels; nothing remains.</param>
    /// <exception cref="RegistryException">They have another digest.</exception>
    public async Task<StagedArtifact> StageAsync(Stream body, Digest expected, CancellationToken cancellationToken)
    {
        try
        {
            return await ingest.StageAsync(body, new ArtifactWriteOptions { ExpectedDigests = new DigestSet(expected) }, cancellationToken).ConfigureAwait(false);
        }
        catch (DigestMismatchException)
        {
            throw Mismatch(expected);
        }
    }

    /// <summary>Checks the digest of staged bytes, which are gone when it differs.</summary>
    /// <exception cref="RegistryException">They have another digest.</exception>
    public async Task RequireAsync(StagedArtifact staged, Digest expected, CancellationToken cancellationToken)
    {
        var isRight = false;
        try
        {
            isRight = await DigestOfAsync(staged, expected.Algorithm, cancellationToken).ConfigureAwait(false) == expected;
        }
        finally
        {
            if (!isRight)
                await DiscardAsync(staged).ConfigureAwait(false);
        }

        if (!isRight)
            throw Mismatch(expected);
    }

    /// <summary>Removes staged bytes that are not stored after all.</summary>
    public Task DiscardAsync(StagedArtifact staged) => storage.DiscardAsync([staged], CancellationToken.None);

    /// <summary>Stores a staged blob for a repository; it is durable when the task completes, and waits for a tag.</summary>
    public Task StoreAsync(Guid repositoryId, StagedArtifact staged, string digest, CancellationToken cancellationToken) => ingest.CommitAsync(
        [staged],
        Domain.DefaultId,
        async (session, artifacts) =>
        {
            var saved = await session.Contents.SaveAsync(Domain.DefaultId, [types.Row(new Blob { Digest = digest }, new NewContentFile(digest, artifacts[0].StoreKey, []))]).ConfigureAwait(false);
            await pending.AddBlobAsync(session, repositoryId, digest, saved[0].Identity).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Makes a blob of another repository known to a repository.</summary>
    /// <returns>Whether the blob is still here.</returns>
    public Task<bool> MountAsync(Guid repositoryId, string digest, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            if (await RegistryContent.LoadAsync<Blob>(session, types.Blobs, digest).ConfigureAwait(false) is not { } blob)
                return false;
            await pending.AddBlobAsync(session, repositoryId, digest, new ContentIdentity(blob.StoreKey, blob.Id)).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static RegistryException Mismatch(Digest expected) =>
        new(RegistryError.DigestInvalid, "The bytes that came have another digest than was stated.") { Detail = expected.ToString() };

    // An upload may end with a digest of an algorithm that nobody could foresee when it began; its bytes are read again then.
    private async ValueTask<Digest> DigestOfAsync(StagedArtifact staged, DigestAlgorithm algorithm, CancellationToken cancellationToken)
    {
        if (staged.Digests.TryGet(algorithm, out var known))
            return known;
        var stream = await storage.OpenStagedAsync(staged, cancellationToken).ConfigureAwait(false);
        await using var disposing = stream.ConfigureAwait(false);
        using var hash = DigestAlgorithms.CreateHash(algorithm);
        var buffer = ArrayPool<byte>.Shared.Rent(ArtifactWriter.BlockSize);
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
                hash.AppendData(buffer, 0, read);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Digest.FromBytes(algorithm, hash.GetHashAndReset());
    }
}
