using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Serving;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Answers with what a path leads to: from memory when it is small, from the storage, or from upstream while it is stored.
/// </summary>
internal sealed class ContentAnswers
{
    private readonly IArtifactStorage storage;
    private readonly ContentResolver resolver;
    private readonly ContentFetching fetching;
    private readonly ReadyAnswers ready;
    private readonly SmallFiles smallFiles;
    private readonly FileDescriber describer;

    public ContentAnswers(IArtifactStorage storage, ContentResolver resolver, ContentFetching fetching, ReadyAnswers ready, SmallFiles smallFiles, FileDescriber describer)
    {
        this.storage = storage;
        this.resolver = resolver;
        this.fetching = fetching;
        this.ready = ready;
        this.smallFiles = smallFiles;
        this.describer = describer;
    }

    public async Task SendIndexAsync(HttpContext context, IReadOnlyList<DirectoryEntry> entries, bool isRoot)
    {
        var page = PageOf(context, entries, isRoot);
        await FileResponse.SendAsync(context, page, fromCache: false).ConfigureAwait(false);
    }

    public async Task AnswerAsync(ContentRequest request)
    {
        switch (await resolver.ResolveAsync(request.Distribution, request.Path, request.Http.RequestAborted).ConfigureAwait(false))
        {
            case ResolvedPath.File file:
                await SendAsync(request, file).ConfigureAwait(false);
                break;
            case ResolvedPath.Directory directory:
                await SendAsync(request, directory).ConfigureAwait(false);
                break;
            case ResolvedPath.MissingSlash:
                await TextAnswer.AddSlashAsync(request.Http).ConfigureAwait(false);
                break;
            case ResolvedPath.Upstream:
                await SendUpstreamAsync(request).ConfigureAwait(false);
                break;
            case ResolvedPath.Missing missing:
                await RefuseAsync(request, new FetchFailure(FetchFailureKind.NotFound, missing.Reason)).ConfigureAwait(false);
                break;
        }
    }

    private async Task SendAsync(ContentRequest request, ResolvedPath.Directory directory)
    {
        var key = new ReadyAnswerKey(directory.Source.Id, request.Distribution.BasePath, "", $"index of {request.Path}");
        var page = await ready.GetOrBuildAsync(key, () => Task.FromResult<ReadyAnswer?>(PageOf(request.Http, directory.Entries, isRoot: false)), request.Http.RequestAborted).ConfigureAwait(false);
        Remember(request, directory.Source, key, page!);
        await FileResponse.SendAsync(request.Http, page!, fromCache: false).ConfigureAwait(false);
    }

    public async Task SendAsync(ContentRequest request, ResolvedPath.File file)
    {
        if (file.Content.Stored is { } stored && await TrySendAsync(request, file.RelativePath, stored, file.Source).ConfigureAwait(false))
            return;
        // Who asks what there is does not want it yet; what gave wrong bytes is asked again.
        if (HttpMethods.IsHead(request.Http.Request.Method) && file.Content is { Stored: null, Best: RemoteArtifact { Size: { } size, FailedAt: null } promise })
        {
            FileResponse.Begin(request.Http, describer.Describe(request.Http, request.Distribution, file.RelativePath, request.Path != file.RelativePath, size, promise.Digests, stored: null));
            return;
        }

        // Where the row is there and the bytes are not, what upstream still has comes back.
        var outcome = await fetching.OpenAsync(file.Content, request.Http.RequestAborted).ConfigureAwait(false);
        await SendAsync(request, file.RelativePath, outcome, file.Source).ConfigureAwait(false);
    }

    /// <summary>Sends a file that is found by other means in what the distribution serves; a small one from memory, without looking for it again.</summary>
    /// <returns>Whether there is one.</returns>
    public async Task<bool> SendAsync(ContentRequest request, ServedSource source, Func<ServedSource, CancellationToken, ValueTask<ContentArtifact?>> find)
    {
        var key = new ReadyAnswerKey(source.Id, request.Distribution.BasePath, "", $"file {request.Path}");
        if (ready.Get(key) is { } answer)
        {
            Remember(request, source, key, answer);
            await FileResponse.SendAsync(request.Http, answer, fromCache: true).ConfigureAwait(false);
            return true;
        }

        if (await find(source, request.Http.RequestAborted).ConfigureAwait(false) is not { } file)
            return false;
        await SendAsync(request with { FoundAs = key }, new ResolvedPath.File(file, request.Path, source)).ConfigureAwait(false);
        return true;
    }

    private async Task SendUpstreamAsync(ContentRequest request)
    {
        var outcome = await fetching.AskUpstreamAsync(request).ConfigureAwait(false);
        await SendAsync(request, request.Path, outcome, source: null).ConfigureAwait(false);
    }

    private static Task RefuseAsync(ContentRequest request, FetchFailure failure)
    {
        if (failure.RetryAfter is { } wait)
            request.Http.Response.Headers.RetryAfter = string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(wait.TotalSeconds)}");
        return request.Refuse?.Invoke(failure) ?? TextAnswer.WriteAsync(request.Http, failure);
    }

    private static ReadyAnswer PageOf(HttpContext context, IReadOnlyList<DirectoryEntry> entries, bool isRoot)
    {
        var body = IndexPage.Write(context.Request.PathBase.Add(context.Request.Path).Value!, entries, isRoot);
        return new ReadyAnswer { Body = body, ContentType = IndexPage.ContentType, ETag = ReadyAnswer.ETagOf(body), Headers = IndexPage.Headers };
    }

    private async Task SendAsync(ContentRequest request, string path, FetchOutcome outcome, ServedSource? source)
    {
        switch (outcome)
        {
            case FetchOutcome.Stored stored:
                if (!await TrySendAsync(request, path, stored.Artifact, source).ConfigureAwait(false))
                    await RefuseAsync(request, new FetchFailure(FetchFailureKind.NotFound, "The bytes of this file are lost.")).ConfigureAwait(false);
                break;
            case FetchOutcome.Streaming streaming:
                using (streaming.File)
                    await SendAsync(request, path, streaming.File).ConfigureAwait(false);
                break;
            case FetchOutcome.Failed failed:
                await RefuseAsync(request, failed.Failure).ConfigureAwait(false);
                break;
        }
    }

    private async Task SendAsync(ContentRequest request, string path, StreamingFile file)
    {
        var described = describer.Describe(request.Http, request.Distribution, path, request.Path != path, file.Size, file.Promised, stored: null);
        if (FileResponse.Begin(request.Http, described) is var (offset, length))
            await FileBytes.SendAsync(request.Http, file, offset, length).ConfigureAwait(false);
    }

    private async Task<bool> TrySendAsync(ContentRequest request, string path, StoredArtifact artifact, ServedSource? source)
    {
        artifact.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256);
        if (artifact.Size > SmallFiles.Limit)
            return await TrySendLargeAsync(request, path, artifact, sha256).ConfigureAwait(false);
        var (answer, key, wasCached) = await smallFiles.GetAsync(request, path, artifact, sha256).ConfigureAwait(false);
        if (answer is null)
            return false;
        if (request.FoundAs is { } found)
            ready.Keep(found, answer);
        if (source is not null)
            Remember(request, source, key, answer);
        await FileResponse.SendAsync(request.Http, answer, wasCached).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> TrySendLargeAsync(ContentRequest request, string path, StoredArtifact artifact, Digest sha256)
    {
        var stream = await storage.OpenReadAsync(sha256, StorageDomain.Of(artifact.DomainId), request.Http.RequestAborted).ConfigureAwait(false);
        if (stream is null)
            return false;
        await using var disposing = stream.ConfigureAwait(false);
        request.Http.Response.Headers[FileResponse.CacheHeader] = "MISS";
        var file = describer.Describe(request.Http, request.Distribution, path, request.Path != path, artifact.Size, artifact.Digests, artifact.Created);
        if (FileResponse.Begin(request.Http, file) is not var (offset, length))
            return true;
        if (stream is FileStream local)
            await FileBytes.SendAsync(request.Http, local.SafeFileHandle, offset, length).ConfigureAwait(false);
        else
            await FileBytes.SendAsync(request.Http, stream, offset, length).ConfigureAwait(false);
        return true;
    }

    private void Remember(ContentRequest request, ServedSource source, in ReadyAnswerKey key, ReadyAnswer answer)
    {
        if (request.IsReplayable && ReadyRequests.TryOf(request.Http, out var asked))
            ready.Remember(asked, request.Distribution, request.Generation, source.Id, key, answer, request.ChecksCredentials);
    }
}
