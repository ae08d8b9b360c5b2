using System.Net;
using System.Runtime.CompilerServices;
using Pulp.Downloads;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Sync;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Knows where the simple index of a remote is: the remote's URL may be the site's (<c>https://pypi.org/</c>) or the index's own.
/// </summary>
internal sealed class IndexLocation
{
    /// <summary>The media types asked for: JSON (PEP 691) first, then HTML (PEP 503).</summary>
    public const string Accept = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

    private IndexLocation(Uri simple, Uri? site)
    {
        Simple = simple;
        Site = site;
    }

    /// <summary>Gets the simple index, with a trailing slash.</summary>
    public Uri Simple { get; }

    /// <summary>Gets the site whose <c>simple/</c> folder the index is, where PyPI's JSON API may be; null when the URL is the index's own.</summary>
    public Uri? Site { get; }

    /// <summary>Finds the index by asking for one page.</summary>
    /// <param name="upstream">The client.</param>
    /// <param name="url">The remote's URL.</param>
    /// <param name="probe">A project the index should have; null asks for the list of projects.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<IndexLocation> FindAsync(UpstreamClient upstream, Uri url, ProjectName? probe, CancellationToken cancellationToken)
    {
        var folder = url.AbsolutePath.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri;
        if (folder.Segments[^1].TrimEnd('/').Equals("simple", StringComparison.OrdinalIgnoreCase))
            return new IndexLocation(folder, new Uri(folder, "../"));

        var below = new IndexLocation(new Uri(folder, "simple/"), folder);
        if (await AnswersAsync(upstream, below, probe, cancellationToken).ConfigureAwait(false))
            return below;
        var itself = new IndexLocation(folder, null);
        if (await AnswersAsync(upstream, itself, probe, cancellationToken).ConfigureAwait(false))
            return itself;

        // A site without the probed project is still a site: its other projects may be there.
        if (probe is not null && await AnswersAsync(upstream, below, probe: null, cancellationToken).ConfigureAwait(false))
            return below;
        if (probe is not null && await AnswersAsync(upstream, itself, probe: null, cancellationToken).ConfigureAwait(false))
            return itself;
        throw new SyncException($"There is no simple index at {below.Simple.GetLeftPart(UriPartial.Path)} nor at {folder.GetLeftPart(UriPartial.Path)}: set the remote's url to an index (PEP 503) or to the site above it.");
    }

    /// <summary>Gets the URL of a project's page.</summary>
    /// <param name="name">The project.</param>
    public Uri PageOf(ProjectName name) => new(Simple, name.Normalized + "/");

    /// <summary>Reads the list of projects.</summary>
    /// <param name="upstream">The client.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The normalized names, without duplicates, in the order of the list; with serials where they tell which projects changed.</returns>
    /// <remarks>
    /// The page is parsed as it arrives and only the names are kept (about 60 bytes each), so that its connection does not stay
    /// open, and take one of the remote's places, while hours of project pages are read.
    /// </remarks>
    public async Task<IReadOnlyList<IndexRootEntry>> ProjectsAsync(UpstreamClient upstream, CancellationToken cancellationToken) => await upstream.ReceiveAsync(
        new UpstreamRequest { Uri = Simple, Accept = Accept, AcceptCompression = true },
        async (response, token) =>
        {
            response.EnsureSuccess();
            var projects = new List<IndexRootEntry>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var entry in ReadRoot(response, token).ConfigureAwait(false))
            {
                if (ProjectName.TryParse(entry.Name, out var name) && seen.Add(name.Normalized))
                    projects.Add(entry with { Name = name.Normalized });
            }

            // An index without serials of its own states one and the same for all, which never changes.
            return projects.Exists(project => project.LastSerial != projects[0].LastSerial) ? projects : projects.ConvertAll(project => project with { LastSerial = null });
        },
        cancellationToken).ConfigureAwait(false);

    private static async IAsyncEnumerable<IndexRootEntry> ReadRoot(UpstreamResponse response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entries = SimpleIndexReader.ReadRootAsync(response.Body, response.ContentType, options: null, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (entries.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await entries.MoveNextAsync().ConfigureAwait(false))
                        yield break;
                }
                catch (IndexFormatException malformed)
                {
                    throw new SyncException($"The list of projects at {response.FinalUri.GetLeftPart(UriPartial.Path)} cannot be used: {malformed.Message}", malformed);
                }

                yield return entries.Current;
            }
        }
    }

    private static async Task<bool> AnswersAsync(UpstreamClient upstream, IndexLocation location, ProjectName? probe, CancellationToken cancellationToken)
    {
        var url = probe is null ? location.Simple : location.PageOf(probe);
        var response = await upstream.SendAsync(new UpstreamRequest { Uri = url, Accept = Accept }, cancellationToken).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden)
                return false;
            response.EnsureSuccess();
            return true;
        }
    }
}
