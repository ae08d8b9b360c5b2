using System.Runtime.CompilerServices;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Reads a Python index: the projects the remote names, or all, each from its simple page.
/// </summary>
/// <remarks>
/// Pages are read several at a time and yielded in order. An unchanged project costs one conditional request.
/// </remarks>
internal sealed class PythonSync : ISyncSource
{
    private const int DefaultConcurrency = 10;

    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remote = (PythonRemote)context.Remote;
        var filter = new PackageFilter(remote);
        var index = await IndexLocation.FindAsync(context.Upstream, new Uri(remote.Url), filter.FirstProject, cancellationToken).ConfigureAwait(false);
        var progress = context.BeginProgress("Fetching Project Metadata", "sync.fetching.project");
        var reader = new ProjectReader(context, remote, filter, index);
        var names = ProjectNamesAsync(context, filter, index, cancellationToken);
        if (remote.Dependencies)
        {
            await foreach (var item in new DependencyClosure(reader, filter, context).ReadAsync(names, progress, cancellationToken).ConfigureAwait(false))
                yield return item;
        }
        else
        {
            var concurrency = remote.DownloadConcurrency ?? DefaultConcurrency;
            await foreach (var items in Ahead.SelectAsync(names, concurrency, reader.ReadAsync, cancellationToken).ConfigureAwait(false))
            {
                foreach (var item in items)
                    yield return item;
                progress.Increment();
            }
        }

        progress.Complete();
    }

    private static async IAsyncEnumerable<ProjectName> ProjectNamesAsync(
        SyncContext context, PackageFilter filter, IndexLocation index, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (filter.Projects.Count > 0)
        {
            foreach (var name in filter.Projects)
                yield return name;
            yield break;
        }

        foreach (var normalized in await index.ProjectsAsync(context.Upstream, cancellationToken).ConfigureAwait(false))
        {
            var name = ProjectName.Parse(normalized);
            if (filter.IsProjectExcluded(name))
                context.Skip("excluded project", name.Normalized);
            else
                yield return name;
        }
    }
}
