using Pulp.Downloads;
using Pulp.Remotes;

namespace Pulp.Serving;

/// <summary>
/// Shares one client per remote among the fetches that run at the same time, so that together they keep the remote's limits.
/// </summary>
internal sealed class UpstreamLeases
{
    private readonly IUpstreamClientFactory factory;
    private readonly Dictionary<(Guid Remote, long Revision), Shared> clients = [];
    private readonly Lock gate = new();

    public UpstreamLeases(IUpstreamClientFactory factory) => this.factory = factory;

    /// <summary>Gets the client of a remote, shared with all who fetch from it at the time.</summary>
    /// <exception cref="InvalidConnectionSettingsException">The remote's settings cannot be used.</exception>
    public Lease Rent(Remote remote)
    {
        var key = (remote.Id, remote.Revision);
        lock (gate)
        {
            if (!clients.TryGetValue(key, out var shared))
                clients[key] = shared = new Shared(factory.Create(RemoteConnection.SettingsOf(remote)));
            shared.Users++;
            return new Lease(this, key, shared.Client);
        }
    }

    private void Return((Guid Remote, long Revision) key)
    {
        lock (gate)
        {
            var shared = clients[key];
            if (--shared.Users > 0)
                return;
            clients.Remove(key);
            shared.Client.Dispose();
        }
    }

    public readonly struct Lease(UpstreamLeases owner, (Guid Remote, long Revision) key, UpstreamClient client) : IDisposable
    {
        public UpstreamClient Client { get; } = client;

        public void Dispose() => owner.Return(key);
    }

    private sealed class Shared(UpstreamClient client)
    {
        public UpstreamClient Client { get; } = client;

        public int Users { get; set; }
    }
}
