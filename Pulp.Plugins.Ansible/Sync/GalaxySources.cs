using Pulp.Plugins.Ansible.Models;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Opens the servers that the entries of a requirements file name, each once.
/// </summary>
internal sealed class GalaxySources : IDisposable
{
    private readonly SyncContext context;
    private readonly IPulpDatabase database;
    private readonly GalaxyUpstream own;
    private readonly SemaphoreSlim gate = new(1);
    private readonly Dictionary<string, (GalaxyUpstream Galaxy, CollectionRemote? Remote)> opened = new(StringComparer.Ordinal);

    public GalaxySources(SyncContext context, IPulpDatabase database, GalaxyUpstream own)
    {
        this.context = context;
        this.database = database;
        this.own = own;
    }

    /// <summary>Opens a server.</summary>
    /// <param name="source">The name or address as the requirements file writes it; null means the remote's own.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The server, and the remote it is reached by; null when its address is no remote's.</returns>
    public async Task<(GalaxyUpstream Galaxy, CollectionRemote? Remote)> OpenAsync(string? source, CancellationToken cancellationToken)
    {
        var remote = (CollectionRemote)context.Remote;
        if (source is null)
            return (own, remote);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!opened.TryGetValue(source, out var found))
            {
                var named = await database.ReadAsync(session => RequirementSource.FindAsync(session, remote, source), cancellationToken).ConfigureAwait(false)
                    ?? throw new SyncException($"The requirements file names the source '{source}', which is not the name of a remote that may be used as one.");
                var client = named.Remote is null ? context.Upstream : context.UpstreamOf(named.Remote);
                opened[source] = found = (await GalaxyUpstream.FindAsync(client, named.Url, cancellationToken).ConfigureAwait(false), named.Remote);
            }

            return found;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();
}
