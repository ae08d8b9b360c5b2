using System.Runtime.CompilerServices;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Registry;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Reads a repository of another registry: the tags and digests the remote names, or all tags.
/// </summary>
/// <remarks>Several tags are read at a time and yielded in order. A tag whose manifest is here already costs one HEAD request.</remarks>
internal sealed class ContainerSync : ISyncSource
{
    private const int DefaultConcurrency = 10;
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ContainerTypes types;

    public ContainerSync(IPulpDatabase database, IArtifactStorage storage, ContainerTypes types)
    {
        this.database = database;
        this.storage = storage;
        this.types = types;
    }

    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remote = (ContainerRemote)context.Remote;
        var choice = new TagChoice(remote);
        var registry = new UpstreamRegistry(context.Upstream, remote);
        var reader = new ImageReader(context, registry, database, storage, types);
        var progress = context.BeginProgress("Processing Tags", "sync.processing.tag");
        var names = NamesAsync(context, choice, registry, cancellationToken);
        var blobs = new HashSet<string>(StringComparer.Ordinal);
        var images = Ahead.SelectAsync(
            names,
            remote.DownloadConcurrency ?? DefaultConcurrency,
            (name, token) => name.Contains(':', StringComparison.Ordinal) ? reader.ReadDigestAsync(name, token) : reader.ReadTagAsync(name, token),
            cancellationToken);
        await foreach (var items in images.ConfigureAwait(false))
        {
            foreach (var item in items)
            {
                // Images share layers. A configuration that is another's layer is rare, and declared twice, so that it is here.
                if (item is not DeclaredContent { Content: Blob blob } unit || unit.Files[0].IsImmediate || blobs.Add(blob.Digest))
                    yield return item;
            }

            progress.Increment();
        }

        progress.Complete();
    }

    private static async IAsyncEnumerable<string> NamesAsync(
        SyncContext context, TagChoice choice, UpstreamRegistry registry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var digest in choice.Digests)
            yield return digest;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var tag in (choice.Named?.ToAsyncEnumerable() ?? registry.TagsAsync(cancellationToken)).ConfigureAwait(false))
        {
            if (!seen.Add(tag))
                continue;
            if (!TagName.TryParse(tag, out _))
                context.Skip("malformed tag", tag);
            else if (choice.IsTaken(tag))
                yield return tag;
            else
                context.Skip("excluded tag", tag);
        }
    }
}
