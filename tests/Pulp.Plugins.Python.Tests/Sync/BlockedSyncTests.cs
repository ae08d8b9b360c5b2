using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Remotes;

namespace Pulp.Plugins.Python.Tests.Sync;

[TestFixture]
internal sealed class BlockedSyncTests
{
    private SyncHost host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        host = await SyncHost.StartAsync();
        host.Upstream.Map("/simple/demo/", UpstreamIndex.Page("demo", ["demo-1.0.tar.gz", "demo-2.0.tar.gz", "demo-3.0.tar.gz"]));
    }

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task A_blocked_file_is_left_out_and_counted_and_does_not_take_the_place_of_another()
    {
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"], KeepLatestPackages = 1 });
        await host.CreateAsync(new PythonBlocklistEntry { Repository = repository.Id, Name = "Demo", Version = "3" });

        var result = await host.SyncedAsync(repository);

        Assert.That((await host.PackagesAsync(repository)).Keys, Is.EqualTo(new[] { "demo-2.0.tar.gz" }));
        Assert.That(result.GetProperty("skipped").GetProperty("blocked by the repository").GetProperty("count").GetInt64(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_blocked_file_is_not_downloaded()
    {
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"], Policy = DownloadPolicy.Immediate });
        await host.CreateAsync(new PythonBlocklistEntry { Repository = repository.Id, Name = "demo" });

        await host.SyncedAsync(repository);

        Assert.That(host.Upstream.Requests.Any(request => request.Path.StartsWith("/files/", StringComparison.Ordinal)), Is.False);
    }

    [Test]
    public async Task A_page_that_did_not_change_is_read_again_when_the_blocklist_did()
    {
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"] });
        var entry = await host.CreateAsync(new PythonBlocklistEntry { Repository = repository.Id, Filename = "demo-2.0.tar.gz" });
        await host.SyncedAsync(repository);
        await host.DeleteAsync(entry);

        await host.SyncedAsync(repository);

        Assert.That(await host.PackagesAsync(repository), Has.Count.EqualTo(3));
    }
}
