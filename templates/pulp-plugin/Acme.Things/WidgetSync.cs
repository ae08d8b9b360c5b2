using System.Runtime.CompilerServices;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Sync;

namespace Acme.Things;

/// <summary>
/// Says what upstream has. Everything else (downloading, storing, comparing, the new version) is done by whoever reads what is yielded.
/// </summary>
internal sealed class WidgetSync : ISyncSource
{
    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remote = (WidgetRemote)context.Remote;
        var folder = new Uri(remote.Url.TrimEnd('/') + "/");

        // The client has the remote's credentials, proxy, limits and retries.
        var response = await context.Upstream.SendAsync(new UpstreamRequest { Uri = new Uri(folder, ChecksumList.FileName) }, cancellationToken);
        await using var closing = response;
        response.EnsureSuccess();

        // Yield as you read and keep nothing: memory stays bounded however long the list is.
        await foreach (var line in UpstreamLines.ReadAsync(response.Body, cancellationToken: cancellationToken))
        {
            if (line.Length == 0)
                continue;
            var (path, sha256) = ChecksumList.Parse(line);
            if (remote.Endings.Count > 0 && !remote.Endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            {
                // What is not taken is counted, and shown with the reason when the sync is done.
                context.Skip("has none of the endings that are taken", path);
                continue;
            }

            // With a SHA-256 the file may be fetched later, when the remote's policy says so.
            yield return new DeclaredContent(
                new Widget { Path = path, Sha256 = sha256.Hex },
                new DeclaredFile(path, new Uri(folder, ContentPath.Escape(path)), Size: null, new DigestSet(sha256)));
        }
    }
}
