using Pulp.Downloads;
using Pulp.Storage;

namespace Pulp.Artifacts;

/// <summary>
/// Downloads a file into staged bytes, verified against what was promised.
/// </summary>
internal static class ArtifactDownload
{
    public static Task<StagedArtifact> StageAsync(UpstreamClient upstream, IArtifactStorage storage, Uri url, ArtifactWriteOptions options, CancellationToken cancellationToken) =>
        upstream.ReceiveAsync(
            new DownloadRequest { Uri = url, LinkFromData = true, ExpectedSize = options.ExpectedSize },
            async (response, token) =>
            {
                response.EnsureSuccess();
                return await storage.StageAsync(response.Body, options, token).ConfigureAwait(false);
            },
            cancellationToken);
}
