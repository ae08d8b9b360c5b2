using System.Text;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Tokens;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Answers those who pull, asking upstream where the distribution has one: for each tag whether it moved, for manifests and blobs when they are not here.
/// </summary>
/// <remarks>What is here is answered whatever upstream says; what upstream says is passed on when nothing is here.</remarks>
internal sealed class PullThroughEndpoints
{
    private readonly PullEndpoints pull;
    private readonly RegistryAccess access;
    private readonly PullThroughCaches caches;
    private readonly UpstreamImages upstream;

    public PullThroughEndpoints(PullEndpoints pull, RegistryAccess access, PullThroughCaches caches, UpstreamImages upstream)
    {
        this.pull = pull;
        this.caches = caches;
        this.access = access;
        this.upstream = upstream;
    }

    public Task ManifestAsync(DistributionRequest request) => request.Distribution switch
    {
        ContainerDistribution { Remote: not null, Repository: not null } distribution => ManifestAsync(request, distribution),
        ContainerPullThroughDistribution cache => FirstManifestAsync(request, cache, request.Remainder),
        ContainerDistribution { Repository: null, RepositoryVersion: null } emptied when caches.Of(emptied) is { } cache =>
            FirstManifestAsync(request, cache, emptied.BasePath[(cache.BasePath.Length + 1)..]),
        _ => pull.ManifestAsync(request),
    };

    public async Task BlobAsync(DistributionRequest request)
    {
        if (request.Distribution is ContainerPullThroughDistribution)
        {
            await access.RequireNewAsync(request).ConfigureAwait(false);
            throw new RegistryException(RegistryError.BlobUnknown, "Nothing was pulled under this name yet; pull a manifest that names the blob.") { Detail = request["digest"] };
        }

        if (await pull.BlobAsync(request).ConfigureAwait(false))
            return;
        var digest = request["digest"];
        var unknown = new RegistryException(RegistryError.BlobUnknown, "The repository does not hold the blob.") { Detail = digest };
        if (request.Distribution is not ContainerDistribution { Remote: not null, Repository: not null })
        {
            // It is asked for before each push: too often to be thrown.
            await RegistryAnswers.WriteErrorAsync(request.Http, unknown).ConfigureAwait(false);
            return;
        }

        await RequireNewAsync(request, unknown).ConfigureAwait(false);
        await request.SendPathAsync(digest, failure => RegistryAnswers.WriteErrorAsync(request.Http, UpstreamRefusal.Of(failure, digest))).ConfigureAwait(false);
    }

    private static Reference ReferenceOf(DistributionRequest request) => Reference.Parse(request["reference"])
        ?? throw new RegistryException(RegistryError.ManifestUnknown, "The reference is neither a digest nor a tag.") { Detail = request["reference"] };

    private async Task ManifestAsync(DistributionRequest request, ContainerDistribution distribution)
    {
        await access.RequireAsync(request, TokenScope.Pull).ConfigureAwait(false);
        var reference = ReferenceOf(request);
        var isAsked = reference is Reference.ByTag && await access.MayPullNewAsync(request).ConfigureAwait(false);
        var refusal = isAsked ? await RefreshAsync(distribution, reference, request.Cancellation).ConfigureAwait(false) : null;
        try
        {
            await pull.ManifestAsync(request).ConfigureAwait(false);
            return;
        }
        catch (RegistryException unknown) when (unknown.Error == RegistryError.ManifestUnknown)
        {
            if (isAsked)
                throw refusal ?? unknown;
            await RequireNewAsync(request, unknown).ConfigureAwait(false);
        }

        if (await RefreshAsync(distribution, reference, request.Cancellation).ConfigureAwait(false) is { } failure)
            throw failure;
        await pull.ManifestAsync(request).ConfigureAwait(false);
    }

    private async Task<RegistryException?> RefreshAsync(ContainerDistribution distribution, Reference reference, CancellationToken cancellationToken)
    {
        try
        {
            await upstream.RefreshAsync(distribution, reference, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (PulpException failure)
        {
            return UpstreamRefusal.Of(failure, reference.ToString());
        }
    }

    private async Task FirstManifestAsync(DistributionRequest request, ContainerPullThroughDistribution cache, string upstreamName)
    {
        await access.RequireNewAsync(request).ConfigureAwait(false);
        var reference = ReferenceOf(request);
        if (!RepositoryName.TryParse(request.NamedPath, out _))
            throw new RegistryException(RegistryError.NameInvalid, "The repository's name is malformed.") { Detail = request.NamedPath };
        Manifest manifest;
        try
        {
            manifest = await upstream.PullFirstAsync(cache, request.NamedPath, upstreamName, reference, request.Cancellation).ConfigureAwait(false);
        }
        catch (PulpException failure)
        {
            throw UpstreamRefusal.Of(failure, reference.ToString());
        }

        if (reference is Reference.ByTag && !AcceptedTypes.Include(request.Http.Request.Headers.Accept, manifest.MediaType))
            throw new RegistryException(RegistryError.ManifestUnknown, "The manifest is of a media type that was not asked for.") { Detail = reference.ToString() };
        await PullEndpoints.SendAsync(request, manifest).ConfigureAwait(false);
    }

    // Who does not log in is told that a login may help; who did and may not, that it is not here.
    private async ValueTask RequireNewAsync(DistributionRequest request, RegistryException unknown)
    {
        if (await access.MayPullNewAsync(request).ConfigureAwait(false))
            return;
        throw request.Caller.IsAnonymous ? new RegistryException(RegistryError.Unauthorized, "It is not here yet; log in to have it fetched.") : unknown;
    }
}
