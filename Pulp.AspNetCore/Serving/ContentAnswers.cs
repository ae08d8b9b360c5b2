using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Serving;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Answers with what a path leads to: from memory when it is small, from the storage, or from upstream while it is stored.
/// </summary>
internal sealed class ContentAnswers
{
    // Larger ones go from the storage: the system's own cache of files serves them as fast.
    private const int InMemory = 64 * 1024;
    private readonly IArtifactStorage storage;
    private readonly PulpCatalog catalog;
    private readonly OnDemandFiles onDemand;
    private readonly PullThrough pullThrough;
    private readonly ReadyAnswers ready;
    private readonly ContentResolver resolver;

    public ContentAnswers(IArtifactStorage storage, PulpCatalog catalog, ContentResolver resolver, OnDemandFiles onDemand, PullThrough pullThrough, ReadyAnswers ready)
    {
        this.resolver = resolver;
        this.storage = storage;
        this.catalog = catalog;
        this.onDemand = onDemand;
        this.pullThrough = pullThrough;
        this.ready = ready;
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
        if (file.Content.Stored is { } stored)
        {
            if (await TrySendAsync(request, file.RelativePath, stored, file.Source).ConfigureAwait(false))
                return;
            // The row is there and the bytes are not: what upstream still has comes back.
            await SendAsync(request, file.RelativePath, await onDemand.RefetchAsync(file.Content, request.Http.RequestAborted).ConfigureAwait(false), file.Source).ConfigureAwait(false);
            return;
        }

        await SendAsync(request, file.RelativePath, await onDemand.OpenAsync(file.Content, request.Http.RequestAborted).ConfigureAwait(false), file.Source).ConfigureAwait(false);
    }

    private async Task SendUpstreamAsync(ContentRequest request)
    {
        var query = request.Http.Request.Query;
        var outcome = await pullThrough.OpenAsync(
            request.Distribution,
            request.Path,
            name => query.TryGetValue(name, out var value) ? value.ToString() : null,
            request.Http.Request.QueryString.Value ?? "",
            request.Http.RequestAborted).ConfigureAwait(false);
        await SendAsync(request, request.Path, outcome, source: null).ConfigureAwait(false);
    }

    private static Task RefuseAsync(ContentRequest request, FetchFailure failure) => request.Refuse?.Invoke(failure) ?? TextAnswer.WriteAsync(request.Http, failure);

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
        var described = Describe(request, path, file.Size, file.Promised, lastModified: null);
        if (FileResponse.Begin(request.Http, described) is var (offset, length))
            await FileBytes.SendAsync(request.Http, file, offset, length).ConfigureAwait(false);
    }

    private async Task<bool> TrySendAsync(ContentRequest request, string path, StoredArtifact artifact, ServedSource? source)
    {
        artifact.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256);
        if (artifact.Size <= InMemory)
            return await TrySendSmallAsync(request, path, artifact, sha256, source).ConfigureAwait(false);

        var domain = StorageDomain.Of(artifact.DomainId);
        var stream = await storage.OpenReadAsync(sha256, domain, request.Http.RequestAborted).ConfigureAwait(false);
        if (stream is null)
            return false;
        await using var disposing = stream.ConfigureAwait(false);
        request.Http.Response.Headers[FileResponse.CacheHeader] = "MISS";
        var described = Describe(request, path, artifact.Size, artifact.Digests, HttpDate.Format(artifact.Created));
        if (FileResponse.Begin(request.Http, described) is not var (offset, length))
            return true;
        if (stream is FileStream file)
            await FileBytes.SendAsync(request.Http, file.SafeFileHandle, offset, length).ConfigureAwait(false);
        else
            await FileBytes.SendAsync(request.Http, stream, offset, length).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> TrySendSmallAsync(ContentRequest request, string path, StoredArtifact artifact, Digest sha256, ServedSource? source)
    {
        // The same bytes under the same name have the same headers in every version, unless the type states headers of its own.
        var scope = catalog.TypeOf(request.Distribution).FileHeaders is null ? Guid.Empty : request.Distribution.Id;
        var key = new ReadyAnswerKey(scope, path, request.Path == path ? "" : "index", sha256.Hex);
        var cached = ready.Get(key);
        var answer = cached ?? await ready.GetOrBuildAsync(key, LoadAsync, request.Http.RequestAborted).ConfigureAwait(false);
        if (answer is null)
            return false;
        if (source is not null)
            Remember(request, source, key, answer);
        await FileResponse.SendAsync(request.Http, answer, fromCache: cached is not null).ConfigureAwait(false);
        return true;

        async Task<ReadyAnswer?> LoadAsync()
        {
            var stream = await storage.OpenReadAsync(sha256, StorageDomain.Of(artifact.DomainId), CancellationToken.None).ConfigureAwait(false);
            if (stream is null)
                return null;
            await using var disposing = stream.ConfigureAwait(false);
            var body = new byte[artifact.Size!.Value];
            if (stream.Length != body.Length)
                return null;
            await stream.ReadExactlyAsync(body).ConfigureAwait(false);
            var described = Describe(request, path, body.Length, artifact.Digests, HttpDate.Format(artifact.Created));
            return new ReadyAnswer
            {
                Body = body,
                ContentType = described.ContentType,
                ETag = described.ETag!,
                LastModified = described.LastModified,
                IsFile = true,
                Headers = [.. described.Headers, new(FileResponse.SizeHeader, body.Length.ToString(CultureInfo.InvariantCulture))],
            };
        }
    }

    private ServedFile Describe(ContentRequest request, string path, long? size, DigestSet digests, string? lastModified)
    {
        var contentType = MediaTypes.Of(path);
        var headers = new List<KeyValuePair<string, string>>(4) { new("X-Content-Type-Options", "nosniff") };
        if (catalog.TypeOf(request.Distribution).FileHeaders is { } type)
        {
            var stated = ((IFileHeaders)request.Http.RequestServices.GetRequiredService(type)).HeadersOf(request.Distribution, path);
            foreach (var (name, value) in stated)
            {
                if (string.Equals(name, "Content-Type", StringComparison.OrdinalIgnoreCase))
                    contentType = value;
                else
                    headers.Add(new(name, value));
            }
        }

        if (MediaTypes.IsActive(contentType))
        {
            headers.Add(new("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"));
            // The index of a directory is meant to be looked at; the sandbox keeps it from running anything.
            if (request.Path == path)
                headers.Add(new("Content-Disposition", "attachment"));
        }

        return new ServedFile
        {
            ContentType = contentType,
            Size = size,
            ETag = digests.Sha256 is { } sha256 ? $"\"{sha256}\"" : null,
            LastModified = lastModified,
            Headers = headers,
        };
    }

    private void Remember(ContentRequest request, ServedSource source, in ReadyAnswerKey key, ReadyAnswer answer)
    {
        if (request.IsReplayable && ReadyRequests.TryOf(request.Http, out var asked))
            ready.Remember(asked, request.Distribution, request.Generation, source.Id, key, answer);
    }
}
