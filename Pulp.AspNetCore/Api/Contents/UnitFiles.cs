using Microsoft.AspNetCore.Http;
using Pulp.Artifacts;
using Pulp.AspNetCore.Serving;
using Pulp.Digests;
using Pulp.Serving;
using Pulp.Storage;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Answers with a unit's file, below the unit's address: for those who may see the unit, whether or not a distribution serves it.
/// </summary>
internal sealed class UnitFiles(IArtifactStorage storage, ContentFetching fetching)
{
    public async Task<ApiResult> SendAsync(ApiCall call, ContentRow row)
    {
        if (row.Files is not [var file, ..])
            throw call.NotFound();
        if (file.Stored is { } stored && await OpenAsync(stored, call.Cancellation).ConfigureAwait(false) is { } stream)
            return Answer(file, stored, stream);
        return await fetching.OpenAsync(file, call.Cancellation).ConfigureAwait(false) switch
        {
            FetchOutcome.Stored fetched when await OpenAsync(fetched.Artifact, call.Cancellation).ConfigureAwait(false) is { } bytes => Answer(file, fetched.Artifact, bytes),
            FetchOutcome.Streaming streaming => Answer(file, streaming.File),
            FetchOutcome.Failed { Failure: var failure } => ApiResult.Detail(TextAnswer.StatusOf(failure), failure.Reason),
            _ => ApiResult.Detail(StatusCodes.Status404NotFound, "The bytes of this file are lost."),
        };
    }

    private static ApiResult Answer(ContentArtifact file, StoredArtifact artifact, Stream stream) => ApiResult.Sent(async http =>
    {
        await using var disposing = stream.ConfigureAwait(false);
        if (FileResponse.Begin(http, FileDescriber.Describe(file.RelativePath, artifact.Size, artifact.Digests, artifact.Created)) is var (offset, length))
            await FileBytes.SendAsync(http, stream, offset, length).ConfigureAwait(false);
    });

    private static ApiResult Answer(ContentArtifact file, StreamingFile coming) => ApiResult.Sent(async http =>
    {
        using (coming)
        {
            if (FileResponse.Begin(http, FileDescriber.Describe(file.RelativePath, coming.Size, coming.Promised, stored: null)) is var (offset, length))
                await FileBytes.SendAsync(http, coming, offset, length).ConfigureAwait(false);
        }
    });

    private ValueTask<Stream?> OpenAsync(StoredArtifact artifact, CancellationToken cancellationToken) => artifact.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256)
        ? storage.OpenReadAsync(sha256, StorageDomain.Of(artifact.DomainId), cancellationToken)
        : ValueTask.FromResult<Stream?>(null);
}
