using System.Buffers.Binary;
using Microsoft.Extensions.Options;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Registry;

/// <summary>
/// Remembers what was pushed to a repository and is not in a version of it yet: it is served, and may be referred to, until a tag brings it in or its time is over.
/// </summary>
/// <remarks>
/// The bytes and units are shared by all repositories; only this mark, or a version, makes them part of one. When the mark is gone,
/// the unit is an orphan like any other unless another repository holds it.
/// </remarks>
internal sealed class PendingContent(TimeProvider time, IOptions<ContainerOptions> options)
{
    private const string Blobs = "pending/blob/";
    private const string Manifests = "pending/manifest/";
    private const int Part = 500;

    public ValueTask<bool> HasBlobAsync(IStoreSession session, Guid repositoryId, string digest) => HasAsync(session, repositoryId, Blobs + digest);

    public ValueTask<bool> HasManifestAsync(IStoreSession session, Guid repositoryId, string digest) => HasAsync(session, repositoryId, Manifests + digest);

    public ValueTask AddBlobAsync(IStoreSession session, Guid repositoryId, string digest, ContentIdentity blob) => AddAsync(session, repositoryId, Blobs + digest, blob);

    public ValueTask AddManifestAsync(IStoreSession session, Guid repositoryId, string digest, ContentIdentity manifest) => AddAsync(session, repositoryId, Manifests + digest, manifest);

    /// <summary>Forgets what is in a version from now on, or was deleted.</summary>
    public ValueTask RemoveAsync(IStoreSession session, Guid repositoryId, IEnumerable<string> blobs, IEnumerable<string> manifests) => session.States.SetAsync(
        repositoryId,
        [.. blobs.Select(digest => KeyValuePair.Create<string, byte[]?>(Blobs + digest, null)), .. manifests.Select(digest => KeyValuePair.Create<string, byte[]?>(Manifests + digest, null))]);

    /// <summary>Forgets what no tag came for in time.</summary>
    /// <returns>The digests of the manifests that were forgotten.</returns>
    public async ValueTask<IReadOnlyList<string>> SweepAsync(IStoreSession session, Guid repositoryId)
    {
        var manifests = new List<string>();
        foreach (var prefix in new[] { Blobs, Manifests })
        {
            string? after = null;
            while (true)
            {
                var page = await session.States.ListAsync(repositoryId, prefix, after, Part).ConfigureAwait(false);
                var old = page.Where(mark => !IsFresh(mark.Value)).Select(mark => KeyValuePair.Create<string, byte[]?>(mark.Key, null)).ToList();
                await session.States.SetAsync(repositoryId, old).ConfigureAwait(false);
                if (prefix == Manifests)
                    manifests.AddRange(old.Select(mark => mark.Key[Manifests.Length..]));
                if (page.Count < Part)
                    break;
                after = page[^1].Key;
            }
        }

        return manifests;
    }

    private async ValueTask AddAsync(IStoreSession session, Guid repositoryId, string name, ContentIdentity unit)
    {
        await session.States.SetAsync(repositoryId, [new(name, Now())]).ConfigureAwait(false);
        await session.Contents.HoldAsync([unit.StoreKey], time.GetUtcNow() + options.Value.PendingLifetime).ConfigureAwait(false);
    }

    private async ValueTask<bool> HasAsync(IStoreSession session, Guid repositoryId, string name) =>
        await session.States.GetAsync(repositoryId, name).ConfigureAwait(false) is { } mark && IsFresh(mark);

    private bool IsFresh(byte[] mark) =>
        mark.Length == sizeof(long) && DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(mark)) > time.GetUtcNow() - options.Value.PendingLifetime;

    private byte[] Now()
    {
        var mark = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(mark, time.GetUtcNow().ToUnixTimeMilliseconds());
        return mark;
    }
}
