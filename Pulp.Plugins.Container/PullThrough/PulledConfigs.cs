using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Serving;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Reads the configurations of images that are pulled through: they tell what an image is, and every client asks for them next.
/// </summary>
internal sealed class PulledConfigs
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private readonly IPulpDatabase database;
    private readonly OnDemandFiles files;
    private readonly IArtifactStorage storage;
    private readonly TimeProvider time;

    public PulledConfigs(IPulpDatabase database, OnDemandFiles files, IArtifactStorage storage, TimeProvider time)
    {
        this.database = database;
        this.files = files;
        this.storage = storage;
        this.time = time;
    }

    /// <summary>Reads a configuration, fetching it unless it is here. Where it does not come in time, the image says nothing of itself.</summary>
    /// <param name="promise">The blob and where it can be fetched, to be saved.</param>
    /// <param name="config">What the manifest says of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ImageConfig> ReadAsync(NewContent promise, Descriptor config, CancellationToken cancellationToken)
    {
        var file = await database.WriteAsync(
            async session =>
            {
                var saved = await session.Contents.SaveAsync(Domain.DefaultId, [promise]).ConfigureAwait(false);
                return (await session.Contents.GetFilesAsync([saved[0].Identity.StoreKey]).ConfigureAwait(false))[saved[0].Identity.StoreKey].First();
            },
            cancellationToken).ConfigureAwait(false);
        using var over = new CancellationTokenSource(LongestWait, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            var bytes = new byte[config.Size];
            var length = await files.OpenAsync(file, limit.Token).ConfigureAwait(false) switch
            {
                FetchOutcome.Stored { Artifact: var stored } => await ReadAsync(stored, bytes, limit.Token).ConfigureAwait(false),
                FetchOutcome.Streaming { File: var coming } => await ReadAsync(coming, bytes, limit.Token).ConfigureAwait(false),
                _ => 0,
            };
            return length == bytes.Length ? ImageConfig.Read(bytes) : ImageConfig.Empty;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ImageConfig.Empty;
        }
        catch (FetchBrokenException)
        {
            return ImageConfig.Empty;
        }
    }

    private async Task<int> ReadAsync(StoredArtifact stored, byte[] bytes, CancellationToken cancellationToken)
    {
        stored.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256);
        if (await storage.OpenReadAsync(sha256, StorageDomain.Of(stored.DomainId), cancellationToken).ConfigureAwait(false) is not { } stream)
            return 0;
        await using var disposing = stream.ConfigureAwait(false);
        return await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> ReadAsync(StreamingFile coming, byte[] bytes, CancellationToken cancellationToken)
    {
        using (coming)
        {
            var length = 0;
            while (length < bytes.Length && await coming.ReadAsync(bytes.AsMemory(length), length, cancellationToken).ConfigureAwait(false) is > 0 and var read)
                length += read;
            return length;
        }
    }
}
