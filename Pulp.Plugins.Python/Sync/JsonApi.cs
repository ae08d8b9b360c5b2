using Pulp.Downloads;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Reads PyPI's JSON API beside a simple index, where the site has one.
/// </summary>
/// <remarks>
/// Whether there is one is decided once, by the first project asked for; an index without it costs one request and no more. The API adds to what the
/// simple page says and is not needed: a project it does not tell about is taken without.
/// </remarks>
internal sealed class JsonApi
{
    private readonly UpstreamClient upstream;
    private readonly Uri? site;
    private readonly Action<string, string> skip;
    private readonly TaskCompletionSource<bool> isThere = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int isDeciding;

    /// <summary>Initializes the API of a site.</summary>
    /// <param name="upstream">The client.</param>
    /// <param name="site">The site; null when there is none, and so no API.</param>
    /// <param name="skip">Is told the reason and the name of a project whose answer cannot be used.</param>
    public JsonApi(UpstreamClient upstream, Uri? site, Action<string, string> skip)
    {
        this.upstream = upstream;
        this.site = site;
        this.skip = skip;
    }

    /// <summary>Reads what the API says of a project and its latest release.</summary>
    /// <param name="name">The project.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The project, or null when the API says nothing of it.</returns>
    public ValueTask<ProjectMetadata?> ReadAsync(ProjectName name, CancellationToken cancellationToken) => RequestAsync(name, $"pypi/{name.Normalized}/json", cancellationToken);

    /// <summary>Reads what the API says of one release.</summary>
    /// <param name="name">The project.</param>
    /// <param name="version">The release.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The project as of that release, or null when the API says nothing of it.</returns>
    public ValueTask<ProjectMetadata?> ReadAsync(ProjectName name, string version, CancellationToken cancellationToken) =>
        RequestAsync(name, $"pypi/{name.Normalized}/{Uri.EscapeDataString(version)}/json", cancellationToken);

    private async ValueTask<ProjectMetadata?> RequestAsync(ProjectName name, string path, CancellationToken cancellationToken)
    {
        if (site is null)
            return null;
        if (Interlocked.Exchange(ref isDeciding, 1) == 0)
            return await DecideAsync(name, path, cancellationToken).ConfigureAwait(false);
        return await isThere.Task.WaitAsync(cancellationToken).ConfigureAwait(false) ? await AskAsync(name, path, cancellationToken).ConfigureAwait(false) : null;
    }

    private async Task<ProjectMetadata?> DecideAsync(ProjectName name, string path, CancellationToken cancellationToken)
    {
        ProjectMetadata? first = null;
        try
        {
            return first = await AskAsync(name, path, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            isThere.TrySetResult(first is not null);
        }
    }

    private async Task<ProjectMetadata?> AskAsync(ProjectName name, string path, CancellationToken cancellationToken)
    {
        var request = new UpstreamRequest { Uri = new Uri(site!, path), Accept = "application/json", AcceptCompression = true };
        try
        {
            return await upstream.ReceiveAsync(request, (response, token) => ReceiveAsync(response, name, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is DownloadException or IndexFormatException)
        {
            skip("metadata could not be read", name.Value);
            return null;
        }
    }

    private static async Task<ProjectMetadata?> ReceiveAsync(UpstreamResponse response, ProjectName name, CancellationToken cancellationToken) =>
        // Sites without the API may answer any path with a page for people.
        response.IsSuccess && response.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true
            ? new ProjectMetadata(await LegacyJsonReader.ReadAsync(response.Body, response.FinalUri, name, options: null, cancellationToken).ConfigureAwait(false))
            : null;
}
