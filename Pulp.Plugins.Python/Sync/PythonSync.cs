using System.Runtime.CompilerServices;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Uploads;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Reads a Python index: the projects the remote names, or all, each from its simple page.
/// </summary>
/// <remarks>
/// Pages are read several at a time and yielded in order. An unchanged project costs one conditional request, or none where the list of projects
/// states serials. Where the site has PyPI's JSON API, it completes what a page says of changed projects.
/// </remarks>
internal sealed class PythonSync : ISyncSource
{
    private const int DefaultConcurrency = 10;
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly Blocklists blocklists;

    public PythonSync(IPulpDatabase database, PulpCatalog catalog, Blocklists blocklists)
    {
        this.database = database;
        this.catalog = catalog;
        this.blocklists = blocklists;
    }

    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remote = (PythonRemote)context.Remote;
        var blocklist = await blocklists.ReadAsync(context.Repository.Id, context.Repository.DomainId, cancellationToken).ConfigureAwait(false);
        var filter = new PackageFilter(remote, blocklist);
        var index = await IndexLocation.FindAsync(context.Upstream, new Uri(remote.Url), filter.FirstProject, cancellationToken).ConfigureAwait(false);
        var progress = context.BeginProgress("Fetching Project Metadata", "sync.fetching.project");
        var reader = new ProjectReader(context, remote, filter, index, await UpstreamMarks.OpenAsync(database, catalog, context, cancellationToken).ConfigureAwait(false));
        if (filter.FollowsDependencies)
        {
            await foreach (var item in new DependencyClosure(reader, filter).ReadAsync(progress, cancellationToken).ConfigureAwait(false))
                yield return item;
        }
        else
        {
            var concurrency = remote.DownloadConcurrency ?? DefaultConcurrency;
            var projects = ProjectsAsync(context, filter, index, cancellationToken);
            await foreach (var project in Ahead.SelectAsync(projects, concurrency, reader.ReadAsync, cancellationToken).ConfigureAwait(false))
            {
                foreach (var item in project.Items)
                    yield return item;
                progress.Increment();
            }
        }

        progress.Complete();
    }

    private static async IAsyncEnumerable<ListedProject> ProjectsAsync(
        SyncContext context, PackageFilter filter, IndexLocation index, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (filter.Projects is { Count: > 0 } included)
        {
            foreach (var name in included)
                yield return new ListedProject(name);
            yield break;
        }

        foreach (var entry in await index.ProjectsAsync(context.Upstream, cancellationToken).ConfigureAwait(false))
        {
            var name = ProjectName.Parse(entry.Name);
            if (filter.IsProjectExcluded(name))
                context.Skip("excluded project", name.Normalized);
            else
                yield return new ListedProject(name, entry.LastSerial);
        }
    }
}
