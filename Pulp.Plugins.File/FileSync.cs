using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Sync;

namespace Pulp.Plugins.File;

/// <summary>
/// Reads a manifest: each line is a file beside it. A mirror publishes the manifest as upstream wrote it.
/// </summary>
internal sealed class FileSync : ISyncSource
{
    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var url = new Uri(context.Remote.Url);
        var path = Path.Join(context.CreateWorkingDirectory(), "manifest");
        await context.Upstream.DownloadAsync(new DownloadRequest { Uri = url, AcceptCompression = true }, _ => new(System.IO.File.Create(path)), cancellationToken).ConfigureAwait(false);
        var manifest = System.IO.File.OpenRead(path);
        await using var closing = manifest.ConfigureAwait(false);
        var checksum = await SHA256.HashDataAsync(manifest, cancellationToken).ConfigureAwait(false);
        if (context.Options is FileSyncOptions { Optimize: true } && await context.RememberedAsync(cancellationToken).ConfigureAwait(false) is { } last && last.SequenceEqual(checksum))
        {
            context.BeginProgress("Skipping Sync (no change from previous sync)", "sync.was_skipped").Complete();
            yield return new UnchangedUpstream();
            yield break;
        }

        manifest.Position = 0;
        var progress = context.BeginProgress("Parsing Metadata", "sync.parsing.metadata");
        await foreach (var line in UpstreamLines.ReadAsync(manifest, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (!ManifestEntry.IsEntry(line))
                continue;
            var entry = ManifestEntry.Parse(line);
            yield return new DeclaredContent(
                new FileContent { RelativePath = entry.Path, Sha256 = entry.Sha256.Hex },
                new DeclaredFile(entry.Path, entry.UrlBeside(url), entry.Size, new DigestSet(entry.Sha256)));
            progress.Increment();
        }

        progress.Complete();
        if (context.Mirror)
            yield return Original(path, url.Segments[^1] is var name && name.EndsWith('/') ? FileRepository.DefaultManifest : Uri.UnescapeDataString(name));
        yield return new CompletedUpstream(checksum);
    }

    private static DeclaredPublication Original(string path, string name) => new(new FilePublication { Manifest = name }, async (publication, token) =>
    {
        publication.PassThrough();
        var manifest = System.IO.File.OpenRead(path);
        await using (manifest.ConfigureAwait(false))
            await publication.AddMetadataAsync(name, manifest, token).ConfigureAwait(false);
    });
}
