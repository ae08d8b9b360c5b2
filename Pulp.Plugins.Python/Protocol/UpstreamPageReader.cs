using System.Collections.Concurrent;
using System.Net;
using Pulp.Downloads;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Sync;
using Pulp.Remotes;
using Pulp.Sync;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Asks upstreams for project pages on behalf of installers that wait for them.
/// </summary>
internal sealed class UpstreamPageReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly IUpstreamClientFactory clients;
    private readonly ConcurrentDictionary<Guid, (long Revision, IndexLocation Location)> locations = new();

    public UpstreamPageReader(IUpstreamClientFactory clients) => this.clients = clients;

    /// <summary>Reads a project as a remote takes it.</summary>
    /// <param name="remote">The remote.</param>
    /// <param name="name">The project.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The project, or null when upstream does not have it or the remote does not take it.</returns>
    /// <exception cref="PulpException">Upstream cannot be asked, or its answer cannot be used.</exception>
    public async Task<UpstreamProject?> ReadAsync(PythonRemote remote, ProjectName name, CancellationToken cancellationToken)
    {
        // Installers leave pre-releases out by themselves, and people who name one mean it.
        var filter = new PackageFilter(remote with { Prereleases = true });
        if (!filter.TakesProject(name))
            return null;
        using var upstream = clients.Create(SettingsOf(remote));
        var location = await LocateAsync(upstream, remote, name, cancellationToken).ConfigureAwait(false);
        var request = new UpstreamRequest { Uri = location.PageOf(name), Accept = IndexLocation.Accept, AcceptCompression = true, Patience = Patience };
        return await upstream.ReceiveAsync(request, (response, token) => ReadAsync(response, name, filter, token), cancellationToken).ConfigureAwait(false);
    }

    // Installers give up after some 15 seconds; what the remote says of syncs that run for hours is not meant for them.
    private static ConnectionSettings SettingsOf(PythonRemote remote)
    {
        var settings = RemoteConnection.SettingsOf(remote);
        return settings with
        {
            MaxRetries = Math.Min(settings.MaxRetries ?? 1, 1),
            ConnectTimeout = settings.ConnectTimeout ?? 5,
            SockConnectTimeout = settings.SockConnectTimeout ?? 5,
            SockReadTimeout = settings.SockReadTimeout ?? 10,
        };
    }

    private static async Task<UpstreamProject?> ReadAsync(UpstreamResponse response, ProjectName name, PackageFilter filter, CancellationToken cancellationToken)
    {
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;
        response.EnsureSuccess();
        try
        {
            var page = await SimpleIndexReader.ReadProjectAsync(response.Body, response.ContentType, response.FinalUri, name, options: null, cancellationToken).ConfigureAwait(false);
            var files = new Dictionary<string, ChosenFile>(StringComparer.Ordinal);
            foreach (var file in filter.Choose(name, page.Project, static (_, _) => { }))
                files.TryAdd(file.File.FileName, file);
            return new UpstreamProject(page.Project, files);
        }
        catch (IndexFormatException malformed)
        {
            throw new SyncException($"The page of project '{name.Value}' at {response.FinalUri.GetLeftPart(UriPartial.Path)} cannot be used: {malformed.Message}", malformed);
        }
    }

    private async ValueTask<IndexLocation> LocateAsync(UpstreamClient upstream, PythonRemote remote, ProjectName name, CancellationToken cancellationToken)
    {
        if (locations.TryGetValue(remote.Id, out var known) && known.Revision == remote.Revision)
            return known.Location;
        var location = await IndexLocation.FindAsync(upstream, new Uri(remote.Url), name, cancellationToken).ConfigureAwait(false);
        locations[remote.Id] = (remote.Revision, location);
        return location;
    }
}
