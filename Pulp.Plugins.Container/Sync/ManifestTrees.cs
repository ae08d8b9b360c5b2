using System.Collections.Concurrent;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Registry;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Reads manifests with what they list, each from upstream at most once: what is stored here is not fetched again.
/// </summary>
/// <remarks>Whole manifests are kept from their reading until they are declared; after that one short entry for each digest stays for the length of the sync.</remarks>
internal sealed class ManifestTrees
{
    private const int DeepestIndex = 4;
    private readonly UpstreamRegistry registry;
    private readonly IPulpDatabase database;
    private readonly ContainerTypes types;
    private readonly PlatformChoice platforms;
    private readonly ConcurrentDictionary<string, DeclaredImage> declared = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ImageNode>> underWay = new(StringComparer.Ordinal);

    public ManifestTrees(UpstreamRegistry registry, IPulpDatabase database, ContainerTypes types, PlatformChoice platforms)
    {
        this.registry = registry;
        this.database = database;
        this.types = types;
        this.platforms = platforms;
    }

    /// <summary>Reads a manifest.</summary>
    /// <param name="digest">Its digest.</param>
    /// <param name="given">The manifest, when it was fetched already.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SkippedImageException">It, or something it lists, cannot be taken.</exception>
    public Task<ImageNode> ReadAsync(string digest, Manifest? given, CancellationToken cancellationToken) => ReadAsync(digest, given, 0, cancellationToken);

    /// <summary>Gets what was declared of a digest, or null.</summary>
    public DeclaredImage? FindDeclared(string digest) => declared.GetValueOrDefault(digest);

    /// <summary>Notes that a manifest is declared, with all that comes with it.</summary>
    /// <returns>Whether it was not before.</returns>
    public bool TryDeclare(ImageNode node, bool isSigned)
    {
        var isFirst = declared.TryAdd(node.Digest, new DeclaredImage(node.MediaType, isSigned, node.IsSignature));
        underWay.TryRemove(node.Digest, out _);
        return isFirst;
    }

    /// <summary>Forgets manifests that are not taken after all, so that they do not stay in memory.</summary>
    public void Forget(IEnumerable<string> digests)
    {
        foreach (var digest in digests)
            underWay.TryRemove(digest, out _);
    }

    private async Task<ImageNode> ReadAsync(string digest, Manifest? given, int depth, CancellationToken cancellationToken)
    {
        if (FindDeclared(digest) is { } known)
            return new ImageNode(digest, known.MediaType, Manifest: null, [], known.IsSignature);
        var mine = new TaskCompletionSource<ImageNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = underWay.GetOrAdd(digest, mine);
        if (!ReferenceEquals(first, mine))
            return await first.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var manifest = await FindStoredAsync(digest, cancellationToken).ConfigureAwait(false)
                ?? given ?? await registry.GetManifestAsync(digest, cancellationToken).ConfigureAwait(false);
            var node = ImageNode.Of(manifest, await ReadListedAsync(manifest, depth, cancellationToken).ConfigureAwait(false));
            mine.SetResult(node);
            return node;
        }
        catch (Exception exception)
        {
            mine.SetException(exception);

            // Nobody else may wait for it.
            _ = mine.Task.Exception;
            throw;
        }
    }

    private async Task<IReadOnlyList<ImageNode>> ReadListedAsync(Manifest manifest, int depth, CancellationToken cancellationToken)
    {
        if (manifest.Listed.Count == 0)
            return [];
        if (depth == DeepestIndex)
            throw new SkippedImageException("indexes are nested too deeply");
        var wanted = platforms.Of(manifest);
        var reading = wanted.Select(listed => ReadOrLeaveAsync(listed.Digest)).ToList();
        await ((Task)Task.WhenAll(reading)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (reading.Exists(part => !part.IsCompletedSuccessfully))
            Forget(wanted.Select(listed => listed.Digest));
        IReadOnlyList<ImageNode> taken = [.. (await Task.WhenAll(reading).ConfigureAwait(false)).OfType<ImageNode>()];
        return taken.Count > 0 ? taken : throw new SkippedImageException("no platform that is asked for") { IsOtherPlatform = true };

        async Task<ImageNode?> ReadOrLeaveAsync(string digest)
        {
            try
            {
                return await ReadAsync(digest, given: null, depth + 1, cancellationToken).ConfigureAwait(false);
            }
            catch (SkippedImageException other) when (other.IsOtherPlatform)
            {
                return null;
            }
        }
    }

    private Task<Manifest?> FindStoredAsync(string digest, CancellationToken cancellationToken) =>
        database.ReadAsync(session => RegistryContent.LoadAsync<Manifest>(session, types.Manifests, digest), cancellationToken);

    /// <summary>What stays known of a manifest that was declared.</summary>
    public sealed record DeclaredImage(string MediaType, bool IsSigned, bool IsSignature);
}
