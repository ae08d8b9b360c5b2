using System.Net;
using System.Text.Json;
using Pulp.Downloads;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Naming;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Asks another registry for the manifests that are attached to one.
/// </summary>
/// <remarks>The first request tells whether the registry has the referrers API; when it has not, or refuses, it is not asked again in this sync.</remarks>
internal sealed class UpstreamReferrers(UpstreamClient upstream, UpstreamRegistry registry)
{
    private const int MaximumPage = 4 * 1024 * 1024;
    private const int MaximumPages = 100;
    private static readonly ReferrerList NoApi = new(Digests: null);
    private static readonly ReferrerList Refused = new(Digests: null, IsRefused: true);

    // What holds for all manifests; null when each has to be asked for.
    private readonly TaskCompletionSource<ReferrerList?> general = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int asked;

    /// <summary>Finds the digests of what is attached to a manifest.</summary>
    /// <exception cref="SkippedImageException">The answer cannot be used.</exception>
    public async Task<ReferrerList> FindAsync(string digest, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref asked, 1) != 0)
            return await general.Task.WaitAsync(cancellationToken).ConfigureAwait(false) ?? await ReadAsync(digest, cancellationToken).ConfigureAwait(false);
        try
        {
            var first = await ReadAsync(digest, cancellationToken).ConfigureAwait(false);
            general.TrySetResult(first.Digests is null ? first : null);
            return first;
        }
        catch (SkippedImageException)
        {
            // It is a damaged answer, but an answer.
            general.TrySetResult(null);
            throw;
        }
        catch (Exception exception)
        {
            general.TrySetException(exception);
            _ = general.Task.Exception;
            throw;
        }
    }

    private async Task<ReferrerList> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        var digests = new List<string>();
        var seen = new HashSet<Uri>();
        for (var next = registry.ReferrersOf(digest); next is not null;)
        {
            if (!seen.Add(next) || seen.Count > MaximumPages)
                throw Unusable(digest, "it does not end");
            var request = new UpstreamRequest { Uri = next, Accept = ManifestMediaTypes.OciIndex, AcceptCompression = true, LinkFromData = seen.Count > 1 };
            (var page, next) = await upstream.ReceiveAsync(request, ReadPageAsync, cancellationToken).ConfigureAwait(false);
            if (page.Digests is not { } entries)
                return seen.Count == 1 ? page : throw Unusable(digest, "a page of it is missing");
            digests.AddRange(entries);
        }

        return new ReferrerList(digests);

        async Task<(ReferrerList Page, Uri? Next)> ReadPageAsync(UpstreamResponse response, CancellationToken token)
        {
            // Registries without it answer 404. Some refuse what they do not know, or show a page for people, but so does one that has it at a bad moment.
            if (response.StatusCode == HttpStatusCode.NotFound)
                return (NoApi, null);
            if (!response.IsSuccess || response.ContentType is not { } type || !type.Contains("json", StringComparison.OrdinalIgnoreCase))
                return (Refused, null);
            try
            {
                return (new ReferrerList(Read(await response.ReadBoundedAsync(MaximumPage, token).ConfigureAwait(false))), registry.NextOf(response));
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or DownloadException { Reason: DownloadFailureReason.TooLarge } or SyncException)
            {
                throw Unusable(digest, exception.Message);
            }
        }
    }

    private static List<string> Read(byte[] page)
    {
        using var document = JsonDocument.Parse(page);
        var manifests = document.RootElement.GetProperty("manifests");
        return manifests.ValueKind == JsonValueKind.Null
            ? []
            : [.. manifests.EnumerateArray().Select(entry => entry.GetProperty("digest").GetString()).Select(text => OciDigest.TryParse(text, out _) ? text! : throw new JsonException($"'{text}' is no digest."))];
    }

    private static SkippedImageException Unusable(string digest, string problem) => new("list of referrers cannot be used", new JsonException($"The list of {digest}: {problem}")) { IsDamage = true };
}
