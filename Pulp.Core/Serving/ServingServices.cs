using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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
        var catalog = provider.GetRequiredService<PulpCatalog>();
        var options = provider.GetRequiredService<IOptions<PulpOptions>>();
        var time = provider.GetRequiredService<TimeProvider>();
        // The container disposes in the reverse order of creation: fetches end before what they bring is flushed.
        var keeping = provider.GetRequiredService<PullThroughKeeping>();
        var flights = provider.GetRequiredService<FetchFlights>();
        var transfer = provider.GetRequiredService<FileTransfer>();
        Resolver = new ContentResolver(
            database, catalog, provider.GetRequiredService<ServedSources>(), provider.GetRequiredService<SupersededPublications>(), provider.GetRequiredService<PullThroughAdditions>(), options);
        OnDemand = new OnDemandFiles(database, provider.GetRequiredService<IArtifactStorage>(), flights, transfer, time, options);
        PullThrough = new PullThrough(
            database, catalog, provider.GetRequiredService<IServiceScopeFactory>(), flights, transfer, keeping, time, options);
    }

    public ContentResolver Resolver { get; }

    public OnDemandFiles OnDemand { get; }

    public PullThrough PullThrough { get; }
}
