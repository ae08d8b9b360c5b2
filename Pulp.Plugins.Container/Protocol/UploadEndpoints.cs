using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pulp.AspNetCore.Endpoints;
using Pulp.Digests;
using Pulp.Distributions;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Pushing;
using Pulp.Plugins.Container.Registry;
using Pulp.Storage;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Answers those who push blobs: whole, in parts, or by naming a repository that has them.
/// </summary>
internal sealed class UploadEndpoints
{
    private readonly RegistryAccess access;
    private readonly UploadSessions sessions;
    private readonly BlobPushes blobs;
    private readonly PushTargets targets;
    private readonly RegistryContent content;
    private readonly DistributionTable distributions;

    public UploadEndpoints(RegistryAccess access, RegistryServices services, DistributionTable distributions)
    {
        this.access = access;
        this.distributions = distributions;
        sessions = services.Uploads;
        blobs = services.Blobs;
        targets = services.Targets;
        content = services.Content;
    }

    public async Task BeginAsync(DistributionRequest request)
    {
        await access.RequirePushAsync(request).ConfigureAwait(false);
        var query = request.Http.Request.Query;
        OciDigest.ParseAlgorithm(query["digest-algorithm"].ToString());
        if (query["mount"].ToString() is { Length: > 0 } mounted && await TryMountAsync(request, OciDigest.Parse(mounted).ToString(), query["from"].ToString()).ConfigureAwait(false))
            return;
        if (query["digest"].ToString() is { Length: > 0 } digest && query["mount"].Count == 0)
        {
            var expected = OciDigest.Parse(digest);
            LiftLimit(request.Http);
            var staged = await blobs.StageAsync(request.Http.Request.Body, expected, request.Cancellation).ConfigureAwait(false);
            await StoreAsync(request, staged, expected).ConfigureAwait(false);
            return;
        }

        var session = await sessions.BeginAsync(request.NamedPath, request.Caller.User?.Id).ConfigureAwait(false);
        Finish(request, session, StatusCodes.Status202Accepted);
    }

    public async Task StatusAsync(DistributionRequest request)
    {
        await access.RequirePushAsync(request).ConfigureAwait(false);
        var (session, isClaimed) = await ClaimAsync(request).ConfigureAwait(false);
        if (isClaimed)
            sessions.Leave(session);
        Finish(request, session, StatusCodes.Status204NoContent);
    }

    public async Task CancelAsync(DistributionRequest request)
    {
        await access.RequirePushAsync(request).ConfigureAwait(false);
        var session = await ClaimAloneAsync(request).ConfigureAwait(false);
        await sessions.EndAsync(session).ConfigureAwait(false);
        RegistryAnswers.Finish(request.Http, StatusCodes.Status204NoContent);
    }

    public async Task PatchAsync(DistributionRequest request)
    {
        await access.RequirePushAsync(request).ConfigureAwait(false);
        var session = await ClaimAloneAsync(request).ConfigureAwait(false);
        try
        {
            await AppendAsync(request, session).ConfigureAwait(false);
            await session.KeepAsync().ConfigureAwait(false);
            Finish(request, session, StatusCodes.Status202Accepted);
        }
        finally
        {
            await LeaveAsync(session).ConfigureAwait(false);
        }
    }

    public async Task PutAsync(DistributionRequest request)
    {
        await access.RequirePushAsync(request).ConfigureAwait(false);
        var expected = OciDigest.Parse(request.Http.Request.Query["digest"].ToString());
        var session = await ClaimAloneAsync(request).ConfigureAwait(false);
        try
        {
            await AppendAsync(request, session).ConfigureAwait(false);
            var staged = await session.CompleteAsync(request.Cancellation).ConfigureAwait(false);
            await blobs.RequireAsync(staged, expected, request.Cancellation).ConfigureAwait(false);
            await StoreAsync(request, staged, expected).ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync(session).ConfigureAwait(false);
        }
    }

    private static void LiftLimit(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }

    private static async Task AppendAsync(DistributionRequest request, UploadSession session)
    {
        var http = request.Http;
        LiftLimit(http);
        var limit = long.MaxValue;
        if (http.Request.Headers.ContentRange.Count > 0)
        {
            if (!ContentRange.TryParse(http.Request.Headers.ContentRange.ToString(), out var range))
                throw new RegistryException(RegistryError.BlobUploadInvalid, "The Content-Range is malformed: it takes the first and the last byte, for example 0-99.");
            if (http.Request.ContentLength is { } length && length != range.Length)
                throw new RegistryException(RegistryError.SizeInvalid, $"The Content-Range is of {range.Length} bytes, but the body has {length}.");
            if (range.First != session.Received)
                throw OutOfOrder(request, session);
            limit = range.Length;
        }

        var before = session.Received;
        var isWhole = await session.AppendAsync(http.Request.Body, limit, request.Cancellation).ConfigureAwait(false);
        if (!isWhole || (limit != long.MaxValue && session.Received - before != limit))
            throw new RegistryException(RegistryError.SizeInvalid, "The body does not have as many bytes as the Content-Range says.");
    }

    private static RegistryException OutOfOrder(DistributionRequest request, UploadSession session)
    {
        RegistryAnswers.SetRange(request.Http, session.Received);
        request.Http.Response.Headers.Location = RegistryEndpointPaths.UploadOf(session.Name, session.Id);
        return new RegistryException(RegistryError.RangeInvalid, $"The bytes from {session.Received} on come next; ask for the upload's status and go on from there.");
    }

    private static void Finish(DistributionRequest request, UploadSession session, int statusCode)
    {
        RegistryAnswers.SetRange(request.Http, session.Received);
        request.Http.Response.Headers["Docker-Upload-UUID"] = session.Id.ToString("D");
        RegistryAnswers.Finish(request.Http, statusCode, RegistryEndpointPaths.UploadOf(session.Name, session.Id));
    }

    private ValueTask<(UploadSession Session, bool IsClaimed)> ClaimAsync(DistributionRequest request) =>
        sessions.ClaimAsync(request["id"], request.NamedPath, request.Caller.User?.Id, request.Cancellation);

    private async ValueTask<UploadSession> ClaimAloneAsync(DistributionRequest request)
    {
        var (session, isClaimed) = await ClaimAsync(request).ConfigureAwait(false);
        return isClaimed ? session : throw OutOfOrder(request, session);
    }

    // What came before a connection was cut is kept as well: the client learns of it by the upload's status.
    private async ValueTask LeaveAsync(UploadSession session)
    {
        try
        {
            if (!session.IsEnded)
                await session.KeepAsync().ConfigureAwait(false);
        }
        finally
        {
            if (session.IsEnded)
                await sessions.EndAsync(session).ConfigureAwait(false);
            else
                sessions.Leave(session);
        }
    }

    private async Task StoreAsync(DistributionRequest request, StagedArtifact staged, Digest digest)
    {
        Guid repository;
        try
        {
            repository = await targets.GetAsync(request.NamedPath, request.Caller, request.Cancellation).ConfigureAwait(false);
        }
        catch
        {
            await blobs.DiscardAsync(staged).ConfigureAwait(false);
            throw;
        }

        await blobs.StoreAsync(repository, staged, digest.ToString(), request.Cancellation).ConfigureAwait(false);
        Created(request, digest.ToString());
    }

    // What may not be read, is not there, was not fetched from upstream yet, or is not named is answered alike: with an upload to send it.
    private async Task<bool> TryMountAsync(DistributionRequest request, string digest, string from)
    {
        if (!RepositoryName.TryParse(from, out _) || !distributions.TryGet(request.DomainId, from, out var found) || found is not ContainerDistribution source
            || source.ContentGuard is not null || !await access.MayPullAsync(request, source).ConfigureAwait(false)
            || await content.FindBlobAsync(source, digest, request.Cancellation).ConfigureAwait(false) is not { Stored: not null })
            return false;
        var repository = await targets.GetAsync(request.NamedPath, request.Caller, request.Cancellation).ConfigureAwait(false);
        if (!await blobs.MountAsync(repository, digest, request.Cancellation).ConfigureAwait(false))
            return false;
        Created(request, digest);
        return true;
    }

    private static void Created(DistributionRequest request, string digest)
    {
        request.Http.Response.Headers[RegistryHeaders.Digest] = digest;
        RegistryAnswers.Finish(request.Http, StatusCodes.Status201Created, RegistryEndpointPaths.BlobOf(request.NamedPath, digest));
    }
}
