using System.Runtime.CompilerServices;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Registry;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Reads a repository of another registry: the tags and digests the remote names, or all tags.
/// </summary>
/// <remarks>Several tags are read at a time and yielded in order. A tag whose manifest is here already costs one HEAD request, and a question for what is attached to it.</remarks>
internal sealed class ContainerSync(IPulpDatabase database, ContainerTypes types, RegistryContent content) : ISyncSource
{
    private const int DefaultConcurrency = 10;

    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remote = (ContainerRemote)context.Remote;
        var takesAttached = remote.IncludeAttached || context.Options is ContainerSyncOptions { SignedOnly: true };
        var choice = new TagChoice(remote);
        var registry = new UpstreamRegistry(context.Upstream, remote);
        var known = await UpstreamTags.ReadAsync(context, choice, registry, takesAttached, cancellationToken).ConfigureAwait(false);
        var trees = new ManifestTrees(registry, database, types, new PlatformChoice(remote.Platforms));
        var tags = new TagReader(registry, trees, context.Mirror && choice.Named is null ? new RepeatedList(registry, cancellationToken) : null);
        var kept = new KeptImages(context.Repository.Id, database, content);
        var attachments = takesAttached
            ? new AttachmentReader(
                context,
                trees,
                new CompanionReader(context, tags, known, choice, kept),
                new UpstreamReferrers(context.Upstream, registry),
                new UpstreamSignatures(context, registry, remote, cancellationToken),
                kept)
            : null;
        var reader = new ImageReader(context, trees, tags, attachments, choice, kept);
        var items = new ImageItems(remote, registry, trees, attachments);
        var progress = context.BeginProgress("Processing Tags", "sync.processing.tag");
        foreach (var names in new[] { known.Names, Remaining() })
        {
            var images = Ahead.SelectAsync(names.ToAsyncEnumerable(), remote.DownloadConcurrency ?? DefaultConcurrency, reader.ReadAsync, cancellationToken);
            await foreach (var image in images.ConfigureAwait(false))
            {
                foreach (var item in image is null ? [] : items.Of(image))
                    yield return item;
                progress.Increment();
            }
        }

        progress.Complete();

        // What belongs to an image that is taken came with it; the rest is chosen like other tags.
        IEnumerable<string> Remaining()
        {
            foreach (var name in known.Companions?.SelectMany(companions => companions).Where(name => !items.HasTag(name)) ?? [])
            {
                if (choice.IsTaken(name))
                    yield return name;
                else
                    context.Skip(TagChoice.Excluded, name);
            }
        }
    }
}
