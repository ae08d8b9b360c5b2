using System.Text;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Registry;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Checks inside a transaction that a repository holds what a manifest refers to: in its version, or waiting for a tag.
/// </summary>
/// <remarks>What only another repository holds does not count, or a digest would be enough to get at it.</remarks>
internal sealed class PushedParts
{
    private readonly IStoreSession session;
    private readonly ContainerTypes types;
    private readonly PendingContent pending;
    private readonly Guid repositoryId;
    private readonly RepositoryVersion version;
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    public PushedParts(IStoreSession session, ContainerTypes types, PendingContent pending, Guid repositoryId, RepositoryVersion version)
    {
        this.session = session;
        this.types = types;
        this.pending = pending;
        this.repositoryId = repositoryId;
        this.version = version;
    }

    /// <summary>Gets the digests of blobs that waited for a tag.</summary>
    public List<string> PendingBlobs { get; } = [];

    /// <summary>Gets the digests of manifests that waited for a tag.</summary>
    public List<string> PendingManifests { get; } = [];

    /// <summary>Checks a manifest and, through those that wait for a tag, everything it refers to. One that the version holds is not checked again: a mirror holds only the platforms of an index that it takes.</summary>
    /// <exception cref="RegistryException">Something is missing, or has another size than the manifest says.</exception>
    public async ValueTask RequireAsync(Manifest manifest)
    {
        if (!seen.Add(manifest.Digest) || await session.Memberships.FindAsync(version, types.ManifestPlace(manifest.Digest)).ConfigureAwait(false) is not null)
            return;
        await RequireBlobsAsync([.. manifest.NeededBlobs()]).ConfigureAwait(false);
        foreach (var listed in manifest.Listed.DistinctBy(listed => listed.Digest, StringComparer.Ordinal))
        {
            var isPresent = await session.Memberships.FindAsync(version, types.ManifestPlace(listed.Digest)).ConfigureAwait(false) is not null;
            var child = isPresent || await pending.HasManifestAsync(session, repositoryId, listed.Digest).ConfigureAwait(false)
                ? await RegistryContent.LoadAsync<Manifest>(session, types.Manifests, listed.Digest).ConfigureAwait(false)
                : null;
            RequireSize("manifest", listed, Encoding.UTF8.GetByteCount((child ?? throw Missing("manifest", listed.Digest)).Document));
            if (isPresent)
                continue;
            PendingManifests.Add(listed.Digest);
            await RequireAsync(child).ConfigureAwait(false);
        }
    }

    private async ValueTask RequireBlobsAsync(IReadOnlyList<Descriptor> blobs)
    {
        var found = await session.Contents.FindAsync(types.Blobs, Domain.DefaultId, [.. blobs.Select(blob => KeyHash.Of(blob.Digest))]).ConfigureAwait(false);
        var keys = found.OfType<ContentIdentity>().Select(identity => identity.StoreKey).ToList();
        var present = await session.Memberships.PresentAsync(version, keys).ConfigureAwait(false);
        var files = await session.Contents.GetFilesAsync(keys).ConfigureAwait(false);
        for (var i = 0; i < blobs.Count; i++)
        {
            if (found[i] is not { } identity)
                throw Missing("blob", blobs[i].Digest);
            if (!present.Contains(identity.StoreKey))
            {
                if (!await pending.HasBlobAsync(session, repositoryId, blobs[i].Digest).ConfigureAwait(false))
                    throw Missing("blob", blobs[i].Digest);
                PendingBlobs.Add(blobs[i].Digest);
            }

            if (SizeOf(files[identity.StoreKey].FirstOrDefault()) is { } size)
                RequireSize("blob", blobs[i], size);
        }
    }

    private static void RequireSize(string what, Descriptor stated, long size)
    {
        if (size != stated.Size)
            throw new RegistryException(RegistryError.SizeInvalid, $"The manifest says that the {what} has {stated.Size} bytes, but it has {size}.") { Detail = stated.Digest };
    }

    private static long? SizeOf(ContentArtifact? file) => file?.Best?.Size;

    private static RegistryException Missing(string what, string digest) =>
        new(RegistryError.ManifestBlobUnknown, $"The manifest refers to a {what} that the repository does not hold; push it first.") { Detail = digest };
}
