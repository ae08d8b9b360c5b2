using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Registry;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Reads images from the latest version of the repository, in place of what upstream sent damaged: that does not tell that they are gone.
/// </summary>
internal sealed class KeptImages
{
    private const int Deepest = 4;
    private readonly Guid repositoryId;
    private readonly IPulpDatabase database;
    private readonly RegistryContent content;

    public KeptImages(Guid repositoryId, IPulpDatabase database, RegistryContent content)
    {
        this.repositoryId = repositoryId;
        this.database = database;
        this.content = content;
    }

    /// <summary>Reads a tag with all that comes with it; null when it is not here.</summary>
    public Task<ReadImage?> FindAsync(string tag, CancellationToken cancellationToken) => InLatestAsync(
        async (session, version) =>
        {
            if (await content.FindTagAsync(session, version, tag).ConfigureAwait(false) is not { } found || await ReadAsync(session, version, found.Digest, 0).ConfigureAwait(false) is not { } root)
                return null;
            var attached = new Dictionary<string, Attachments>(StringComparer.Ordinal);
            IReadOnlyList<ImageNode> level = [root];
            for (var depth = 0; level.Count > 0 && depth < Deepest; depth++)
            {
                var next = new List<ImageNode>();
                foreach (var node in level.SelectMany(image => image.All()).Where(node => !attached.ContainsKey(node.Digest)).DistinctBy(node => node.Digest).ToList())
                {
                    attached[node.Digest] = await AttachedAsync(session, version, node.Digest).ConfigureAwait(false);
                    next.AddRange(attached[node.Digest].Images());
                }

                level = next;
            }

            return new ReadImage(tag, root, attached);
        },
        cancellationToken);

    /// <summary>Reads what is attached to a manifest.</summary>
    public async Task<Attachments> AttachedAsync(string digest, CancellationToken cancellationToken) =>
        await InLatestAsync(async (session, version) => await AttachedAsync(session, version, digest).ConfigureAwait(false), cancellationToken).ConfigureAwait(false) ?? Attachments.None;

    private Task<T?> InLatestAsync<T>(Func<IStoreSession, RepositoryVersion, ValueTask<T?>> read, CancellationToken cancellationToken)
        where T : class => database.ReadAsync<T?>(
            async session => await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is { } version ? await read(session, version).ConfigureAwait(false) : null,
            cancellationToken);

    private async ValueTask<ImageNode?> ReadAsync(IStoreSession session, RepositoryVersion version, string digest, int depth)
    {
        if (depth > Deepest || await content.FindManifestAsync(session, version, digest).ConfigureAwait(false) is not { } manifest)
            return null;
        var listed = new List<ImageNode>();
        foreach (var entry in manifest.Listed.DistinctBy(entry => entry.Digest, StringComparer.Ordinal))
        {
            if (await ReadAsync(session, version, entry.Digest, depth + 1).ConfigureAwait(false) is { } node)
                listed.Add(node);
        }

        return ImageNode.Of(manifest, listed);
    }

    private async ValueTask<Attachments> AttachedAsync(IStoreSession session, RepositoryVersion version, string digest)
    {
        var referrers = new List<ImageNode>();
        foreach (var referrer in await content.ReferrersAsync(session, version, digest).ConfigureAwait(false))
        {
            if (await ReadAsync(session, version, referrer.Digest, 0).ConfigureAwait(false) is { } node)
                referrers.Add(node);
        }

        var tags = new List<(string, ImageNode)>();
        foreach (var name in CompanionTag.CosignOf(digest).Append(CompanionTag.StemOf(digest)))
        {
            if (await content.FindTagAsync(session, version, name).ConfigureAwait(false) is { } tag && await ReadAsync(session, version, tag.Digest, 0).ConfigureAwait(false) is { } node)
                tags.Add((name, node));
        }

        return new Attachments(referrers, tags, await content.SignaturesAsync(session, version, digest).ConfigureAwait(false));
    }
}
