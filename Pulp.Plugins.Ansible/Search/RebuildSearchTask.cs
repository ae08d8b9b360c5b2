using Pulp.Distributions;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Models;
using Pulp.Serving;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Search;

/// <summary>
/// Makes the indexes of all distributed repositories anew, and looks into the archives that nobody has looked into, so that searches show their contents.
/// </summary>
internal sealed class RebuildSearchTask(SearchIndexes indexes, DistributionTable distributions, ServedSources sources, CollectionDetails details) : ITaskHandler<RebuildSearch>
{
    public const string TaskName = "ansible.rebuild_search";
    public const string LockName = "/api/v3/ansible/search/";
    private const int AtOnce = 100;

    public async Task<object?> RunAsync(TaskContext context, RebuildSearch arguments, CancellationToken cancellationToken)
    {
        var progress = context.BeginProgress("Rebuilding the search of collections", "rebuild.search");
        await indexes.ForgetAsync(cancellationToken).ConfigureAwait(false);
        var done = new HashSet<Guid>();
        foreach (var distribution in distributions.All.OfType<AnsibleDistribution>())
        {
            if (await sources.GetAsync(distribution, cancellationToken).ConfigureAwait(false) is not { Version: var version } || !done.Add(version.Id))
                continue;
            var index = await indexes.GetAsync(version, cancellationToken).ConfigureAwait(false);
            foreach (var part in index.Entries.Chunk(AtOnce))
            {
                foreach (var unit in await details.ReadableAsync([.. part.Select(entry => entry.Unit)], cancellationToken).ConfigureAwait(false))
                    await details.ReadAsync(unit, DetailPart.Contents, cancellationToken).ConfigureAwait(false);
                progress.Increment(part.Length);
            }
        }

        progress.SetTotal(progress.Done);
        progress.Complete();
        return null;
    }
}
