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
        var staged = await ingest.StageAsync(body, expected: null, cancellationToken).ConfigureAwait(false);
        await RequireAsync(staged, expected).ConfigureAwait(false);
        return staged;
    }

    /// <summary>Checks the digest of staged bytes, which are gone when it differs.</summary>
    /// <exception cref="RegistryException">They have another digest.</exception>
    public async Task RequireAsync(StagedArtifact staged, Digest expected)
    {
        if (staged.Sha256 == expected)
            return;
        await DiscardAsync(staged).ConfigureAwait(false);
        throw new RegistryException(RegistryError.DigestInvalid, "The bytes that came have another digest than was stated.") { Detail = expected.ToString() };
    }

    /// <summary>Removes staged bytes that are not stored after all.</summary>
    public Task DiscardAsync(StagedArtifact staged) => storage.DiscardAsync([staged], CancellationToken.None);

    /// <summary>Stores a staged blob for a repository; it is durable when the task completes, and waits for a tag.</summary>
    public Task StoreAsync(Guid repositoryId, StagedArtifact staged, CancellationToken cancellationToken) => ingest.CommitAsync(
        [staged],
        Domain.DefaultId,
        async (session, artifacts) =>
        {
            var digest = staged.Sha256.ToString();
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
}
