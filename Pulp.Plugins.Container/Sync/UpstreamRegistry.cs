using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Registry;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Asks another registry for the tags, manifests and blobs of one repository.
/// </summary>
internal sealed class UpstreamRegistry
{
    private const int MaximumPage = 16 * 1024 * 1024;
    private const int MaximumPages = 10_000;
    private static readonly string Accept = string.Join(", ", ManifestMediaTypes.All);
    private readonly UpstreamClient upstream;
    private readonly TimeSpan? patience;
    private readonly Uri root;
    private readonly Uri repository;

    /// <summary>Initializes the reader of one repository.</summary>
    /// <param name="upstream">Sends the requests.</param>
    /// <param name="remote">Names the repository.</param>
    /// <param name="patience">How long a single pause may be; null for as long as upstream asks.</param>
    public UpstreamRegistry(UpstreamClient upstream, ContainerRemote remote, TimeSpan? patience = null)
    {
        this.upstream = upstream;
        this.patience = patience;
        root = new Uri(remote.Url);
        var name = remote.RepositoryPath();
        if (!RepositoryName.TryParse(name, out _))
            throw new SyncException($"'{name}' is no name of a repository: set the remote's upstream_name to one, for example library/alpine.");
        repository = new Uri(root, $"/v2/{name}/");
    }

    /// <summary>Gets the address that tells what the registry can.</summary>
    public Uri Ping => new(root, "/v2/");

    public Uri BlobOf(string digest) => new(repository, $"blobs/{digest}");

    /// <summary>Gets the address of a blob at a remote whose name was checked.</summary>
    public static Uri BlobOf(ContainerRemote remote, string digest) => new(new Uri(remote.Url), $"/v2/{remote.RepositoryPath()}/blobs/{digest}");

    public Uri ReferrersOf(string digest) => new(repository, $"referrers/{digest}");

    /// <summary>Gets the address of a manifest's signatures, where the registry keeps some.</summary>
    public Uri SignaturesOf(string digest) => new(root, $"/extensions{repository.AbsolutePath}signatures/{digest}");

    /// <summary>Gets the tags upstream has, page by page.</summary>
    public async IAsyncEnumerable<string> TagsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = new Uri(repository, "tags/list");
        var seen = new HashSet<Uri>();
        while (next is not null)
        {
            if (!seen.Add(next) || seen.Count > MaximumPages)
                throw new SyncException($"The list of tags at {repository} does not end.");
            var request = new UpstreamRequest { Uri = next, Accept = "application/json", AcceptCompression = true, LinkFromData = seen.Count > 1 };
            (var page, next) = await upstream.ReceiveAsync(request, ReadPageAsync, cancellationToken).ConfigureAwait(false);
            foreach (var tag in page)
                yield return tag;
        }
    }

    /// <summary>Asks which manifest a tag names; null when upstream says so only with the manifest.</summary>
    public async Task<string?> FindDigestAsync(string tag, CancellationToken cancellationToken)
    {
        var request = new UpstreamRequest { Uri = ManifestOf(tag), Method = HttpMethod.Head, Accept = Accept, Patience = patience };
        var response = await upstream.SendAsync(request, cancellationToken).ConfigureAwait(false);
        await using var disposing = response.ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            throw NoTag();
        if (response.StatusCode == HttpStatusCode.MethodNotAllowed)
            return null;
        response.EnsureSuccess();
        return OciDigest.TryParse(response.GetHeader(RegistryHeaders.Digest), out var digest) ? digest.ToString() : null;
    }

    /// <summary>Gets a manifest.</summary>
    /// <param name="reference">A digest, which the manifest must have, or a tag.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Manifest> GetManifestAsync(string reference, CancellationToken cancellationToken)
    {
        var request = new UpstreamRequest { Uri = ManifestOf(reference), Accept = Accept, AcceptCompression = true, Patience = patience };
        try
        {
            return await upstream.ReceiveAsync(request, ReadAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException malformed)
        {
            throw new SkippedImageException("manifest cannot be used", malformed) { IsDamage = true };
        }
        catch (DigestMismatchException wrong)
        {
            throw new SkippedImageException("manifest is not what its digest says", wrong) { IsDamage = true };
        }
        catch (DownloadException large) when (large.Reason == DownloadFailureReason.TooLarge)
        {
            throw new SkippedImageException("manifest is too large", large) { IsDamage = true };
        }

        async Task<Manifest> ReadAsync(UpstreamResponse response, CancellationToken token)
        {
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                throw OciDigest.TryParse(reference, out _) ? new SkippedImageException("manifest is not upstream") { IsMissing = true, IsDamage = true } : NoTag();
            response.EnsureSuccess();
            var bytes = await response.ReadBoundedAsync(ManifestReader.MaximumSize, token).ConfigureAwait(false);
            var algorithm = OciDigest.TryParse(reference, out var expected) ? expected.Algorithm : DigestAlgorithm.Sha256;
            var type = TypeOf(response.ContentType);
            if (expected != default && OciDigest.Of(Schema1Document.NamedByDigest(bytes, type).Span, algorithm) is var actual && actual != expected)
                throw new DigestMismatchException("digest", reference, actual.ToString());
            return ManifestReader.Read(bytes, type, algorithm, takesSchema1: true);
        }
    }

    private static SkippedImageException NoTag() => new("tag is not upstream") { IsMissing = true };

    private Uri ManifestOf(string reference) => new(repository, $"manifests/{reference}");

    // Some servers of files call everything text/plain: what is no manifest's type says nothing.
    private static string? TypeOf(string? contentType) =>
        MediaType.TryParse(contentType, out var type) && ManifestMediaTypes.All.Contains(type.Text) ? type.Text : null;

    private async Task<(List<string> Tags, Uri? Next)> ReadPageAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        response.EnsureSuccess();
        var bytes = await response.ReadBoundedAsync(MaximumPage, cancellationToken).ConfigureAwait(false);
        return (TagsOf(bytes), NextOf(response));
    }

    private List<string> TagsOf(byte[] page)
    {
        try
        {
            using var document = JsonDocument.Parse(page);
            var tags = document.RootElement.GetProperty("tags");
            return tags.ValueKind == JsonValueKind.Null ? [] : [.. tags.EnumerateArray().Select(tag => tag.GetString() ?? "")];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new SyncException($"The list of tags at {repository} is none: check that the remote's url is a registry.", exception);
        }
    }

    /// <summary>Gets the address of the page that follows one of a list; null when it is the last.</summary>
    /// <exception cref="SyncException">It is at another server.</exception>
    public Uri? NextOf(UpstreamResponse response)
    {
        foreach (var link in response.GetHeaders("Link").SelectMany(value => value.Split(',')))
        {
            var (open, close) = (link.IndexOf('<', StringComparison.Ordinal), link.IndexOf('>', StringComparison.Ordinal));
            if (open < 0 || close < open || !link[close..].Replace("\"", "", StringComparison.Ordinal).Contains("rel=next", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!Uri.TryCreate(response.FinalUri, link[(open + 1)..close], out var next) || next.GetLeftPart(UriPartial.Authority) != root.GetLeftPart(UriPartial.Authority))
                throw new SyncException($"The list at {response.FinalUri} goes on at another server.");
            return next;
        }

        return null;
    }
}
