using System.Runtime.CompilerServices;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Mirrors roles from a Galaxy server's API v1.
/// </summary>
internal sealed class RoleSync(IPulpDatabase database, GalaxyTypes types) : ISyncSource
{
    private const int DefaultConcurrency = 10;

    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = (AnsibleSyncOptions?)context.Options ?? new AnsibleSyncOptions();
        var reader = new RoleReader(context, database, types, new BrokenCollections(context, options.OnBroken), options.Optimize);
        var (galaxy, list) = await GalaxyUpstream.FindRolesAsync(context.Upstream, new Uri(context.Remote.Url), cancellationToken).ConfigureAwait(false);
        var progress = context.BeginProgress("Parsing Role Metadata", "sync.parsing.metadata");
        var roles = Ahead.SelectAsync(
            galaxy.ListAsync(list, cancellationToken), context.Remote.DownloadConcurrency ?? DefaultConcurrency, (role, token) => reader.ReadAsync(galaxy, list, role, token), cancellationToken);
        await foreach (var items in roles.ConfigureAwait(false))
        {
            foreach (var item in items)
                yield return item;
            progress.Increment();
        }

        progress.Complete();
    }
}
