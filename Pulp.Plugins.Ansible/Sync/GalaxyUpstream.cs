using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Pulp.Downloads;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Asks another Galaxy server. Discovery decides on the API: v3 when it is offered, else v2.
/// </summary>
internal sealed class GalaxyUpstream
{
    private const int MaximumAnswer = 64 * 1024 * 1024;
    private const int MaximumPages = 10_000;
    private readonly UpstreamClient client;
    private readonly Uri url;

    private GalaxyUpstream(UpstreamClient client, Uri url, Uri api, bool isV3)
    {
        this.client = client;
        this.url = url;
        Api = api;
        IsV3 = isV3;
    }

    /// <summary>Gets the address of the API that is used.</summary>
    public Uri Api { get; }

    /// <summary>Gets whether the API is v3, not v2.</summary>
    public bool IsV3 { get; }

    /// <summary>Gets whether versions may be signed: the older API knows no signatures.</summary>
    public bool HasSignatures => IsV3;

    /// <summary>Finds the API of a server.</summary>
    /// <param name="client">The client.</param>
    /// <param name="url">The server's address: of the API, or above it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SyncException">There is no Galaxy server, or none whose API is known.</exception>
    public static async Task<GalaxyUpstream> FindAsync(UpstreamClient client, Uri url, CancellationToken cancellationToken)
    {
        var folder = url.AbsolutePath.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri;
        DownloadException? refused = null;
        foreach (var root in new[] { folder, new Uri(folder, "api/") })
        {
            JsonElement? found = null;
            try
            {
                found = await DiscoverAsync(client, root, cancellationToken).ConfigureAwait(false);
            }
            catch (DownloadException exception) when (exception.StatusCode is not null)
            {
                // Above the API there may be something else that answers as it likes.
                refused ??= exception;
            }

            if (found is not { } versions)
                continue;
            foreach (var name in new[] { "v3", "v2" })
            {
                if (versions.TextOf(name) is { } path && Uri.TryCreate(root, path.EndsWith('/') ? path : path + "/", out var api) && IsSameOrigin(api, url))
                    return new GalaxyUpstream(client, url, api, name == "v3");
            }

            throw new SyncException($"The Galaxy server at {Shown(root)} offers neither API v3 nor v2, but: {string.Join(", ", versions.EnumerateObject().Select(version => version.Name).Take(10))}.");
        }

        if (refused is not null)
            throw refused;
        throw new SyncException($"There is no Galaxy server at {Shown(folder)} nor at {Shown(new Uri(folder, "api/"))}: set the remote's url to one, for example https://galaxy.ansible.com/.");
    }

    /// <summary>Finds the list of roles of a server.</summary>
    /// <param name="client">The client.</param>
    /// <param name="url">The address of the list, with a query if wanted, or of the server.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SyncException">There is no Galaxy server with roles.</exception>
    public static async Task<(GalaxyUpstream Galaxy, Uri List)> FindRolesAsync(UpstreamClient client, Uri url, CancellationToken cancellationToken) =>
        await TryFindRolesAsync(client, url, cancellationToken).ConfigureAwait(false) ?? throw new SyncException($"There is no Galaxy server with roles (API v1) at {Shown(url)}.");

    /// <summary>Finds the list of roles of a server that may have none.</summary>
    /// <param name="client">The client.</param>
    /// <param name="url">The address of the list, with a query if wanted, or of the server.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The server and the list's address; null when it has no API v1.</returns>
    public static async Task<(GalaxyUpstream Galaxy, Uri List)?> TryFindRolesAsync(UpstreamClient client, Uri url, CancellationToken cancellationToken)
    {
        if (url.AbsolutePath.EndsWith("/roles/", StringComparison.Ordinal) || url.AbsolutePath.EndsWith("/roles", StringComparison.Ordinal))
            return (new GalaxyUpstream(client, url, url, isV3: false), url.AbsolutePath.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri);
        var folder = url.AbsolutePath.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri;
        foreach (var root in new[] { folder, new Uri(folder, "api/") })
        {
            if (await DiscoverAsync(client, root, cancellationToken).ConfigureAwait(false) is { } versions && versions.TextOf("v1") is { } path
                && Uri.TryCreate(root, path.EndsWith('/') ? path : path + "/", out var api) && IsSameOrigin(api, url))
                return (new GalaxyUpstream(client, url, api, isV3: false), new Uri(api, "roles/?page_size=100"));
        }

        return null;
    }

    /// <summary>Gets an answer.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The answer; null when upstream has none (404).</returns>
    /// <exception cref="BrokenCollectionException">The answer is no JSON.</exception>
    /// <exception cref="DownloadException">Upstream cannot be read.</exception>
    public async Task<JsonElement?> FindAsync(Uri address, CancellationToken cancellationToken) =>
        (await ReceiveAsync(address, cancellationToken).ConfigureAwait(false))?.Answer;

    /// <summary>Gets the items of a list, page by page.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The items; none when upstream has no such list (404).</returns>
    /// <exception cref="SyncException">The list does not end, or goes on at another server.</exception>
    public async IAsyncEnumerable<JsonElement> ListAsync(Uri first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<Uri>();
        for (var next = first; next is not null;)
        {
            if (!seen.Add(next) || seen.Count > MaximumPages)
                throw new SyncException($"The list at {Shown(first)} does not end.");
            if (await ReceiveAsync(next, cancellationToken).ConfigureAwait(false) is not var (page, address))
            {
                if (seen.Count == 1)
                    yield break;
                throw new SyncException($"The list at {Shown(first)} is cut off: a page of it is not there.");
            }

            foreach (var item in page.ItemsOf(IsV3 ? "data" : "results"))
                yield return item;
            next = NextOf(page, address, first);
        }
    }

    /// <summary>Copies a long answer into a file.</summary>
    /// <param name="address">The address.</param>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="maximum">The most bytes to accept.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether upstream has it.</returns>
    public Task<bool> SaveAsync(Uri address, string path, long maximum, CancellationToken cancellationToken) => client.ReceiveAsync(
        RequestFor(address),
        async (response, token) =>
        {
            if (IsMissing(response.StatusCode))
                return false;
            response.EnsureSuccess();
            var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
            await using var closing = file.ConfigureAwait(false);
            var buffer = new byte[1 << 16];
            for (long total = 0; await response.Body.ReadAsync(buffer, token).ConfigureAwait(false) is > 0 and var read;)
            {
                if ((total += read) > maximum)
                    throw new SyncException($"The list at {Shown(address)} is larger than {maximum} bytes.");
                await file.WriteAsync(buffer.AsMemory(0, read), token).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    private static async Task<JsonElement?> DiscoverAsync(UpstreamClient client, Uri root, CancellationToken cancellationToken) => await client.ReceiveAsync(
        RequestFor(root),
        async (response, token) =>
        {
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (int)response.StatusCode >= 500)
                response.EnsureSuccess();
            if (!response.IsSuccess)
                return (JsonElement?)null;
            var bytes = await response.ReadBoundedAsync(MaximumAnswer, token).ConfigureAwait(false);
            return JsonTexts.AreWhole(bytes) && Parse(bytes) is { } answer && answer.Field("available_versions") is { ValueKind: JsonValueKind.Object } versions ? versions : null;
        },
        cancellationToken).ConfigureAwait(false);

    private static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static UpstreamRequest RequestFor(Uri address) => new() { Uri = address, Accept = "application/json", AcceptCompression = true };

    private static bool IsMissing(HttpStatusCode status) => status is HttpStatusCode.NotFound or HttpStatusCode.Gone;

    private static bool IsSameOrigin(Uri one, Uri other) => one.GetLeftPart(UriPartial.Authority).Equals(other.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    private static string Shown(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private async Task<(JsonElement Answer, Uri Address)?> ReceiveAsync(Uri address, CancellationToken cancellationToken) => await client.ReceiveAsync(
        RequestFor(address),
        async (response, token) =>
        {
            if (IsMissing(response.StatusCode))
                return ((JsonElement, Uri)?)null;
            response.EnsureSuccess();
            var bytes = await response.ReadBoundedAsync(MaximumAnswer, token).ConfigureAwait(false);
            return (Parse(bytes) ?? throw new BrokenCollectionException($"The answer of {Shown(address)} is no JSON."), response.FinalUri);
        },
        cancellationToken).ConfigureAwait(false);

    private Uri? NextOf(JsonElement page, Uri address, Uri first)
    {
        if ((IsV3 ? page.Field("links").TextOf("next") : page.TextOf("next_link") ?? page.TextOf("next")) is not { Length: > 0 } text)
            return null;
        if (!Uri.TryCreate(address, text, out var next) || !IsSameOrigin(next, url))
            throw new SyncException($"The list at {Shown(first)} goes on at another server.");
        return next;
    }
}
