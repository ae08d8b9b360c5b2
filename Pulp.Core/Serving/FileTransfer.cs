using System.Buffers;
using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Remotes;
using Pulp.Storage;

namespace Pulp.Serving;

/// <summary>
/// Stages a file from upstream, verified, while readers follow it.
/// </summary>
internal sealed class FileTransfer
{
    private const int BufferSize = 64 * 1024;

    // A client waits: rather fail than keep it for as long as upstream may ask.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly UpstreamLeases upstreams;
    private readonly MadeFiles made;
    private readonly IArtifactStorage storage;

    public FileTransfer(UpstreamLeases upstreams, MadeFiles made, IArtifactStorage storage)
    {
        this.upstreams = upstreams;
        this.made = made;
        this.storage = storage;
    }

    /// <summary>Fetches a file into staged bytes, which readers follow while it grows.</summary>
    /// <exception cref="DownloadException">Upstream could not give the file.</exception>
    /// <exception cref="DigestMismatchException">Upstream gave something else.</exception>
    /// <exception cref="FetchBrokenException">Either happened after a client was answered.</exception>
    public async Task<StagedArtifact> StageAsync(Remote remote, Uri url, ArtifactWriteOptions options, GrowingFile file, CancellationToken cancellationToken)
    {
        if (made.Covers(remote))
            return await made.ReadAsync(remote, url, (bytes, token) => PassOnAsync(bytes, options.ExpectedSize, options, file, token), cancellationToken).ConfigureAwait(false);
        using var lease = upstreams.Rent(remote);
        return await lease.Client.ReceiveAsync(
            new DownloadRequest { Uri = url, LinkFromData = true, ExpectedSize = options.ExpectedSize, Patience = Patience },
            (response, token) =>
            {
                response.EnsureSuccess();
                return PassOnAsync(response.Body, options.ExpectedSize ?? response.ContentLength, options, file, token);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<StagedArtifact> PassOnAsync(Stream bytes, long? size, ArtifactWriteOptions options, GrowingFile file, CancellationToken cancellationToken)
    {
        if (!file.TryBegin(size))
            throw new FetchBrokenException("The transfer from upstream broke off.");
        try
        {
            return await CopyAsync(bytes, options, file, cancellationToken).ConfigureAwait(false);
        }
        catch (PulpException exception) when (file.IsAnswered)
        {
            // Not worth another try, which could not reach the clients that were answered.
            throw new FetchBrokenException(exception.Message, exception);
        }
    }

    private async Task<StagedArtifact> CopyAsync(Stream bytes, ArtifactWriteOptions options, GrowingFile file, CancellationToken cancellationToken)
    {
        var writer = await storage.CreateWriterAsync(options, cancellationToken).ConfigureAwait(false);
        await using var disposing = writer.ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        while (true)
        {
            var reading = bytes.ReadAsync(buffer, cancellationToken);
            if (!reading.IsCompleted && file.Shows(writer.BytesWritten))
            {
                // Upstream pauses: what it sent so far must not wait for a block to fill.
                await writer.KeepGatheredAsync(cancellationToken).ConfigureAwait(false);
                file.Grow(writer.BytesKept, writer.OpenKept);
            }

            var read = await reading.ConfigureAwait(false);
            if (read == 0)
                break;
            await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            file.Grow(writer.BytesKept, writer.OpenKept);
        }

        // Not after a failure: a read may still be under way into it.
        ArrayPool<byte>.Shared.Return(buffer);
        return await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }
}
