using Microsoft.Extensions.DependencyInjection;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Uploads;

namespace Pulp.Serving;

/// <summary>
/// Calls the pull-through sources of plugins, each time in a scope of its own.
/// </summary>
internal sealed class PullThroughSources
{
    private readonly PulpCatalog catalog;
    private readonly IServiceScopeFactory scopes;

    public PullThroughSources(PulpCatalog catalog, IServiceScopeFactory scopes)
    {
        this.catalog = catalog;
        this.scopes = scopes;
    }

    public PulpCatalog Catalog => catalog;

    public bool Serves(Distribution distribution) => distribution.Remote is not null && catalog.TypeOf(distribution).PullThrough is not null;

    public async ValueTask<PullThroughFile?> ResolveAsync(PullThroughRequest request, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var disposing = scope.ConfigureAwait(false);
        return await SourceOf(request, scope).ResolveAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async Task<UploadedContent?> KeepAsync(PullThroughRequest request, UploadContext upload, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var disposing = scope.ConfigureAwait(false);
        return await SourceOf(request, scope).KeepAsync(request, upload, cancellationToken).ConfigureAwait(false);
    }

    private IPullThroughSource SourceOf(PullThroughRequest request, AsyncServiceScope scope) =>
        (IPullThroughSource)scope.ServiceProvider.GetRequiredService(catalog.TypeOf(request.Distribution).PullThrough!);
}
