using Pulp.Digests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Sync;
using Pulp.Serving;
using Pulp.Uploads;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Finds blobs upstream that no manifest here names.
/// </summary>
internal sealed class ContainerPullThrough : IPullThroughSource
{
    public ValueTask<PullThroughFile?> ResolveAsync(PullThroughRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(
        request.Remote is ContainerRemote remote && OciDigest.TryParse(request.RelativePath, out var digest)
            ? new PullThroughFile(UpstreamRegistry.BlobOf(remote, request.RelativePath), Size: null, new DigestSet(digest)) { AreDigestsFromUpstream = false }
            : null);

    public Task<UploadedContent?> KeepAsync(PullThroughRequest request, UploadContext upload, CancellationToken cancellationToken) => Task.FromResult<UploadedContent?>(
        new UploadedContent(new Blob { Digest = request.RelativePath }, new Dictionary<string, Artifacts.StoredArtifact> { [request.RelativePath] = upload.Artifact }));
}
