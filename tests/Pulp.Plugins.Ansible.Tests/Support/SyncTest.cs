namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Gives each test a repository's server of its own and a Galaxy to sync from.</summary>
internal abstract class SyncTest
{
    internal SyncHost Host { get; private set; } = null!;

    internal PlayedGalaxy Galaxy { get; private protected set; } = null!;

    [SetUp]
    public async Task StartHost()
    {
        Host = await SyncHost.StartAsync();
        Galaxy = new PlayedGalaxy(Host.Upstream);
    }

    [TearDown]
    public async Task StopHost() => await Host.DisposeAsync();
}
