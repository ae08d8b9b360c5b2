using Pulp.Downloads;
using Pulp.Remotes;

namespace Pulp.Sync;

/// <summary>
/// Holds one client for each remote that a sync reads from.
/// </summary>
internal sealed class SyncClients(IUpstreamClientFactory factory) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, UpstreamClient> clients = [];

    public UpstreamClient Of(Remote remote)
    {
        lock (gate)
        {
            if (!clients.TryGetValue(remote.Id, out var client))
                clients[remote.Id] = client = factory.Create(RemoteConnection.SettingsOf(remote));
            return client;
        }
    }

    public void Dispose()
    {
        foreach (var client in clients.Values)
            client.Dispose();
    }
}
