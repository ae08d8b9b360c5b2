using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Plugins;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Joins the public services of serving with the internal ones they need, which their constructors therefore cannot show.
/// </summary>
internal sealed class ServingServices
{
    public ServingServices(IServiceProvider provider)
    {
        var database = provider.GetRequiredService<IPulpDatabase>();
        // The container disposes in the reverse order of creation: fetches end before what they bring is flushed.
        var additions = provider.GetRequiredService<PullThroughAdditions>();
        var keeping = provider.GetRequiredService<PullThroughKeeping>();
        var flights = provider.GetRequiredService<FetchFlights>();
        Resolver = new ContentResolver(
            database,
            provider.GetRequiredService<PulpCatalog>(),
            provider.GetRequiredService<ServedSources>(),
            provider.GetRequiredService<SupersededPublications>(),
            additions,
            provider.GetRequiredService<IOptions<PulpOptions>>());
        OnDemand = new OnDemandFiles(
            database, provider.GetRequiredService<IArtifactStorage>(), provider.GetRequiredService<ArtifactIngest>(), flights, provider.GetRequiredService<SourceTransfer>());
        PullThrough = new PullThrough(
            database, provider.GetRequiredService<PullThroughSources>(), flights, provider.GetRequiredService<FileTransfer>(), keeping, provider.GetRequiredService<TimeProvider>());
    }

    public ContentResolver Resolver { get; }

    public OnDemandFiles OnDemand { get; }

    public PullThrough PullThrough { get; }
}
