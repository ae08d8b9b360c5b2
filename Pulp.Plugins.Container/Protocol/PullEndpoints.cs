using System.Text;
using Pulp.Artifacts;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.PullThrough;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Tokens;
using Pulp.Serving;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Answers those who pull: manifests by tag and digest, and blobs.
/// </summary>
internal sealed class PullEndpoints
{
    private readonly RegistryAccess access;
    private readonly RegistryContent content;

    public PullEndpoints(RegistryAccess access, RegistryContent content)
    {
        this.access = access;
        this.content = content;
    }

    public async Task ManifestAsync(DistributionRequest request)
    {
        await access.RequireAsync(request, TokenScope.Pull).ConfigureAwait(false);
        var reference = Reference.Parse(request["reference"]) ?? throw Unknown(request["reference"]);
        var distribution = Require(request);
        var isByTag = reference is Reference.ByTag;
        if (await request.AnswerCachedAsync(
            $"manifest {reference}",
            async (source, token) => await content.FindManifestAsync(source.Version, reference, token).ConfigureAwait(false) is { } found ? AnswerOf(found) : null,
            answer => !isByTag || AcceptedTypes.Include(request.Http.Request.Headers.Accept, answer.ContentType),
            isForEveryone: !distribution.Private && !(isByTag && distribution.Remote is not null)).ConfigureAwait(false))
            return;
        if (isByTag || distribution.Repository is not { } repository
            || await content.FindPendingManifestAsync(repository, reference.ToString(), request.Cancellation).ConfigureAwait(false) is not { } pending)
            throw Unknown(reference.ToString());
        await SendAsync(request, pending).ConfigureAwait(false);
    }

    /// <summary>Answers with a manifest that was found by other means.</summary>
    public static Task SendAsync(DistributionRequest request, Manifest manifest)
    {
        request.Http.Response.Headers[RegistryHeaders.Digest] = manifest.Digest;
        request.Http.Response.Headers.ETag = $"\"{manifest.Digest}\"";
        return RegistryAnswers.WriteAsync(request.Http, Encoding.UTF8.GetBytes(manifest.Document), manifest.MediaType);
    }

    /// <summary>Answers with a blob.</summary>
    /// <returns>Whether it was answered; false when the repository does not hold the blob, which clients ask before each push.</returns>
    public async Task<bool> BlobAsync(DistributionRequest request)
    {
        await access.RequireAsync(request, TokenScope.Pull).ConfigureAwait(false);
        var digest = OciDigest.Parse(request["digest"]).ToString();
        var distribution = Require(request);
        // What waits for a tag is not kept in memory: it may be gone any moment, and no version tells.
        ContentArtifact? waiting = null;
        if (await request.SendFileAsync(digest, FindAsync, RefuseAsync, isForEveryone: !distribution.Private).ConfigureAwait(false))
            return true;
        if (waiting is null)
            return false;
        await request.SendFileAsync(waiting, digest, RefuseAsync).ConfigureAwait(false);
        return true;

        async ValueTask<ContentArtifact?> FindAsync(ServedSource source, CancellationToken token)
        {
            var (file, isWaiting) = await content.FindBlobAsync(source.Version, distribution.Repository, digest, token).ConfigureAwait(false);
            waiting = isWaiting ? file : null;
            return isWaiting ? null : file;
        }

        Task RefuseAsync(FetchFailure failure) => RegistryAnswers.WriteErrorAsync(request.Http, UpstreamRefusal.Of(failure, digest));
    }

    /// <summary>Gets the distribution; where there is none, the name is unknown.</summary>
    public static ContainerDistribution Require(DistributionRequest request) => request.Distribution as ContainerDistribution
        ?? throw new RegistryException(RegistryError.NameUnknown, "There is no such repository.") { Detail = request.NamedPath };

    private static ReadyAnswer AnswerOf(Manifest manifest) => new()
    {
        Body = Encoding.UTF8.GetBytes(manifest.Document),
        ContentType = manifest.MediaType,
        ETag = $"\"{manifest.Digest}\"",
        VariesByAccept = true,
        Headers =
        [
            new(RegistryHeaders.Digest, manifest.Digest),
            new(RegistryHeaders.Version, RegistryHeaders.VersionValue),
            new(RegistryHeaders.Signatures, RegistryHeaders.SignaturesValue),
            new("X-Content-Type-Options", "nosniff"),
        ],
    };

    private static RegistryException Unknown(string reference) => new(RegistryError.ManifestUnknown, "The repository does not hold the manifest.") { Detail = reference };
}
