using Pulp.Artifacts;
using Pulp.Serving;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Asks for files that are not here.
/// </summary>
internal sealed class ContentFetching
{
    private readonly OnDemandFiles onDemand;
    private readonly PullThrough pullThrough;

    public ContentFetching(OnDemandFiles onDemand, PullThrough pullThrough)
    {
        this.onDemand = onDemand;
        this.pullThrough = pullThrough;
    }

    /// <summary>Asks for a promised file, or again for a stored one whose bytes are lost.</summary>
    public ValueTask<FetchOutcome> OpenAsync(ContentArtifact file, CancellationToken cancellationToken) =>
        file.Stored is null ? onDemand.OpenAsync(file, cancellationToken) : onDemand.RefetchAsync(file, cancellationToken);

    /// <summary>Asks the distribution's remote for what nobody promised.</summary>
    public ValueTask<FetchOutcome> AskUpstreamAsync(ContentRequest request)
    {
        var http = request.Http;
        return pullThrough.OpenAsync(
            request.Distribution,
            request.Path,
            name => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null,
            http.Request.QueryString.Value ?? "",
            http.RequestAborted);
    }
}
