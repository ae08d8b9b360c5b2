using System.Text;
using System.Text.Json;
using Pulp.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Distributions;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.PullThrough;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Tokens;
using Pulp.Serving;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Answers those who look for what there is: repositories, tags, and what is attached to a manifest.
/// </summary>
internal sealed class DiscoveryEndpoints
{
    private const string Json = "application/json";
    private readonly RegistryAccess access;
    private readonly IAccessEvaluator evaluator;
    private readonly RegistryContent content;
    private readonly DistributionTable distributions;
    private readonly PullThroughCaches caches;
    private readonly bool readingNeedsLogin;

    public DiscoveryEndpoints(RegistryAccess access, IAccessEvaluator evaluator, RegistryContent content, DistributionTable distributions, PullThroughCaches caches, bool readingNeedsLogin)
    {
        this.access = access;
        this.evaluator = evaluator;
        this.content = content;
        this.distributions = distributions;
        this.caches = caches;
        this.readingNeedsLogin = readingNeedsLogin;
    }

    /// <summary>Tells that this is a registry. Without a login or token it tells where to get one, by which clients learn it.</summary>
    public static Task PingAsync(EndpointRequest request)
    {
        RegistryAccess.RequireCredentials(request);
        return RegistryAnswers.WriteJsonAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        });
    }

    public async Task CatalogAsync(EndpointRequest request)
    {
        RegistryAccess.RequireCatalog(request);
        if (readingNeedsLogin && request.Caller.IsAnonymous)
            throw new RegistryException(RegistryError.Unauthorized, "Authentication is required.");
        var page = ListPage.Of(request.Http.Request);
        var pull = await evaluator.VisibleAsync(request.Caller, "container.pull_containerdistribution", request.Cancellation).ConfigureAwait(false);
        var push = await evaluator.VisibleAsync(request.Caller, "container.push_containerdistribution", request.Cancellation).ConfigureAwait(false);
        // Who may pull from a cache may pull what it has made.
        var cached = await evaluator.VisibleAsync(request.Caller, "container.pull_containerpullthroughdistribution", request.Cancellation).ConfigureAwait(false);
        var names = distributions.All.OfType<ContainerDistribution>()
            .Where(distribution => distribution.DomainId == request.DomainId && !distribution.Hidden
                && (!distribution.Private || pull.Includes(distribution.Id.ToString()) || push.Includes(distribution.Id.ToString())
                    || (caches.Of(distribution) is { } cache && cached.Includes(cache.Id.ToString())))
                && string.CompareOrdinal(distribution.BasePath, page.After) > 0)
            .Select(distribution => distribution.BasePath)
            .Order(StringComparer.Ordinal).Take(page.Count + 1).ToList();
        if (names.Count > page.Count && page.Count > 0)
            request.Http.Response.Headers.Link = page.LinkTo(RegistryEndpointPaths.Catalog, names[page.Count - 1]);
        await RegistryAnswers.WriteJsonAsync(request.Http, writer => WriteNames(writer, name: null, "repositories", names.Take(page.Count))).ConfigureAwait(false);
    }

    public async Task TagsAsync(DistributionRequest request)
    {
        await access.RequireAsync(request, TokenScope.Pull).ConfigureAwait(false);
        var distribution = PullEndpoints.Require(request);
        var page = ListPage.Of(request.Http.Request);
        var name = request.NamedPath;
        if (!await request.AnswerCachedAsync($"tags {page.Count} {page.After}", BuildAsync, isForEveryone: !distribution.Private).ConfigureAwait(false))
            await RegistryAnswers.WriteJsonAsync(request.Http, writer => WriteNames(writer, name, "tags", [])).ConfigureAwait(false);

        async ValueTask<ReadyAnswer?> BuildAsync(ServedSource source, CancellationToken cancellationToken)
        {
            var tags = page.Count == 0 ? [] : await content.TagsAsync(source.Version, page.After, page.Count + 1, cancellationToken).ConfigureAwait(false);
            return AnswerOf(
                RegistryAnswers.ToJson(writer => WriteNames(writer, name, "tags", tags.Take(page.Count))),
                Json,
                tags.Count > page.Count ? [new("Link", page.LinkTo($"{RegistryEndpointPaths.Root}{name}/tags/list", tags[page.Count - 1]))] : []);
        }
    }

    public async Task ReferrersAsync(DistributionRequest request)
    {
        await access.RequireAsync(request, TokenScope.Pull).ConfigureAwait(false);
        if (request.Distribution is null && !RepositoryName.TryParse(request.NamedPath, out _))
            throw RegistryAccess.MalformedName(request);
        var digest = OciDigest.Parse(request["digest"]).ToString();
        var type = request.Http.Request.Query["artifactType"].ToString();
        if (type.Length > 255)
            throw new RegistryException(RegistryError.BadRequest, "'artifactType' is no media type.");
        // Media types end in "+json", and who types one into an address writes the plus sign, which stands for a space there.
        var typed = type.Replace(' ', '+');
        IReadOnlyList<KeyValuePair<string, string>> headers = type.Length == 0 ? [] : [new("OCI-Filters-Applied", "artifactType")];
        var isForEveryone = request.Distribution is ContainerDistribution { Private: false };
        if (await request.AnswerCachedAsync($"referrers {digest} {type}", BuildAsync, isForEveryone: isForEveryone).ConfigureAwait(false))
            return;
        // Clients take a 404 for a registry that does not know this endpoint.
        foreach (var (name, value) in headers)
            request.Http.Response.Headers[name] = value;
        await RegistryAnswers.WriteAsync(request.Http, IndexOf([]), ManifestMediaTypes.OciIndex).ConfigureAwait(false);

        async ValueTask<ReadyAnswer?> BuildAsync(ServedSource source, CancellationToken cancellationToken)
        {
            var attached = await content.ReferrersAsync(source.Version, digest, cancellationToken).ConfigureAwait(false);
            return AnswerOf(IndexOf(attached.Where(manifest => type.Length == 0 || manifest.ArtifactType == type || manifest.ArtifactType == typed)), ManifestMediaTypes.OciIndex, headers);
        }
    }

    internal static ReadyAnswer AnswerOf(byte[] body, string contentType, IReadOnlyList<KeyValuePair<string, string>> headers) => new()
    {
        Body = body,
        ContentType = contentType,
        ETag = ReadyAnswer.ETagOf(body),
        Headers = [new(RegistryHeaders.Version, RegistryHeaders.VersionValue), new(RegistryHeaders.Signatures, RegistryHeaders.SignaturesValue), new("X-Content-Type-Options", "nosniff"), .. headers],
    };

    private static byte[] IndexOf(IEnumerable<Manifest> manifests) => RegistryAnswers.ToJson(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", 2);
        writer.WriteString("mediaType", ManifestMediaTypes.OciIndex);
        writer.WriteStartArray("manifests");
        foreach (var manifest in manifests.OrderBy(manifest => manifest.Digest, StringComparer.Ordinal))
            WriteDescriptor(writer, manifest);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteDescriptor(Utf8JsonWriter writer, Manifest manifest)
    {
        writer.WriteStartObject();
        writer.WriteString("mediaType", manifest.MediaType);
        writer.WriteString("digest", manifest.Digest);
        writer.WriteNumber("size", Encoding.UTF8.GetByteCount(manifest.Document));
        if (manifest.ArtifactType is { } type)
            writer.WriteString("artifactType", type);
        if (manifest.Annotations.Count > 0)
        {
            writer.WriteStartObject("annotations");
            foreach (var (name, value) in manifest.Annotations)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter writer, string? name, string list, IEnumerable<string> values)
    {
        writer.WriteStartObject();
        if (name is not null)
            writer.WriteString("name", name);
        writer.WriteStartArray(list);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
