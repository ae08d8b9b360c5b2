using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Digests;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Pushing;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Tokens;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Answers those who push and delete manifests, and those who delete blobs.
/// </summary>
internal sealed class ManifestEndpoints
{
    private const int MaximumTags = 100;
    private readonly RegistryAccess access;
    private readonly PushTargets targets;
    private readonly ManifestPushes pushes;
    private readonly Removals removals;
    private readonly bool allowsDelete;

    public ManifestEndpoints(RegistryAccess access, RegistryServices services, ContainerOptions options)
    {
        this.access = access;
        targets = services.Targets;
        pushes = services.Manifests;
        removals = services.Removals;
        allowsDelete = options.AllowDelete;
    }

    public async Task PutAsync(DistributionRequest request)
    {
        await access.RequirePushAsync(request).ConfigureAwait(false);
        var reference = Reference.Parse(request["reference"])
            ?? throw new RegistryException(RegistryError.ManifestInvalid, "The reference is neither a digest nor a tag.") { Detail = request["reference"] };
        var tags = TagsOf(request.Http.Request, reference);
        var bytes = await BoundedBody.ReadAsync(request.Http, ManifestReader.MaximumSize, request.Cancellation).ConfigureAwait(false)
            ?? throw new RegistryException(RegistryError.ManifestTooLarge, $"A manifest has at most {ManifestReader.MaximumSize} bytes.");
        var expected = (reference as Reference.ByDigest)?.Digest;
        var manifest = ManifestReader.Read(bytes, request.Http.Request.ContentType, expected?.Algorithm ?? DigestAlgorithm.Sha256);
        if (expected is { } digest && digest.ToString() != manifest.Digest)
            throw new RegistryException(RegistryError.DigestInvalid, "The manifest has another digest than the path says.") { Detail = manifest.Digest };
        var repository = await targets.GetAsync(request.NamedPath, request.Caller, request.Cancellation).ConfigureAwait(false);
        // What a digest names never changes; only a tag can have another state than the client thinks.
        var condition = reference is Reference.ByTag ? TagCondition.Of(request.Http.Request) : null;
        await pushes.PushAsync(repository, manifest, tags, condition, request.Cancellation).ConfigureAwait(false);

        var headers = request.Http.Response.Headers;
        headers[RegistryHeaders.Digest] = manifest.Digest;
        if (manifest.Subject is { } subject)
            headers["OCI-Subject"] = subject;
        if (reference is Reference.ByDigest && tags.Count > 0)
            headers["OCI-Tag"] = string.Join(", ", tags);
        RegistryAnswers.Finish(request.Http, StatusCodes.Status201Created, RegistryEndpointPaths.ManifestOf(request.NamedPath, manifest.Digest));
    }

    public async Task DeleteAsync(DistributionRequest request)
    {
        var repository = await RequireDeletableAsync(request).ConfigureAwait(false);
        var isGone = Reference.Parse(request["reference"]) switch
        {
            Reference.ByTag tag => await removals.RemoveTagAsync(repository, tag.Tag, request.Cancellation).ConfigureAwait(false),
            Reference.ByDigest digest => await removals.RemoveManifestAsync(repository, digest.ToString(), request.Cancellation).ConfigureAwait(false),
            _ => false,
        };
        if (!isGone)
            throw new RegistryException(RegistryError.ManifestUnknown, "The repository does not hold the manifest.") { Detail = request["reference"] };
        RegistryAnswers.Finish(request.Http, StatusCodes.Status202Accepted);
    }

    public async Task DeleteBlobAsync(DistributionRequest request)
    {
        var repository = await RequireDeletableAsync(request).ConfigureAwait(false);
        var digest = OciDigest.Parse(request["digest"]).ToString();
        switch (await removals.RemoveBlobAsync(repository, digest, request.Cancellation).ConfigureAwait(false))
        {
            case null:
                throw new RegistryException(RegistryError.NotAllowed, "A manifest of the repository needs the blob; delete the manifest instead.") { Detail = digest };
            case false:
                throw new RegistryException(RegistryError.BlobUnknown, "The repository does not hold the blob.") { Detail = digest };
            default:
                RegistryAnswers.Finish(request.Http, StatusCodes.Status202Accepted);
                break;
        }
    }

    private static IReadOnlyList<string> TagsOf(HttpRequest request, Reference reference)
    {
        if (reference is Reference.ByTag named)
            return [named.Tag.Text];
        var tags = request.Query["tag"].Distinct(StringComparer.Ordinal).Select(text => TagName.TryParse(text, out var tag)
            ? tag.Text
            : throw new RegistryException(RegistryError.ManifestInvalid, "A tag is malformed.") { Detail = text }).ToList();
        return tags.Count <= MaximumTags ? tags : throw new RegistryException(RegistryError.TooManyTags, $"At most {MaximumTags} tags are taken at once.");
    }

    private async Task<Guid> RequireDeletableAsync(DistributionRequest request)
    {
        await access.RequireAsync(request, TokenScope.Delete).ConfigureAwait(false);
        if (!allowsDelete)
            throw new RegistryException(RegistryError.NotAllowed, "Deleting is switched off.");
        return PullEndpoints.Require(request).Repository
            ?? throw new RegistryException(RegistryError.Denied, "This name serves a fixed version, or nothing; only from a distribution of a repository something can be deleted.");
    }
}
