using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Python;

[TestFixture]
[Category("RealClients")]
public sealed class OfflineTests
{
    [Test]
    public async Task When_upstream_goes_offline_pip_still_gets_what_is_here()
    {
        await using var upstream = await NginxUpstream.StartAsync();
        Fill(upstream);
        var immediate = await Host.Api.CreateRepositoryAsync("offline-immediate");
        await Host.Api.SyncAsync(immediate, await Host.Api.CreateRemoteAsync("offline-immediate", upstream.Url, "immediate", "apple"));
        await Host.Api.DistributeAsync("offline/immediate", immediate);
        var onDemand = await Host.Api.CreateRepositoryAsync("offline-on-demand");
        await Host.Api.SyncAsync(onDemand, await Host.Api.CreateRemoteAsync("offline-on-demand", upstream.Url, "on_demand", "pip", "setuptools"));
        await Host.Api.DistributeAsync("offline/on-demand", onDemand);
        var fetched = await Pip.InstalledVersionAsync(Host.IndexOf("offline/on-demand"), "pip");

        await upstream.GoOfflineAsync();

        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("offline/immediate"), "apple"), Is.EqualTo("2.0"), "immediate, never asked for before");
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("offline/on-demand"), "pip"), Is.EqualTo(fetched), "on demand, asked for before");
        using var folder = new TemporaryFolder();
        var missing = await Pip.DownloadAsync(folder, Host.IndexOf("offline/on-demand"), "setuptools", "--retries", "0");
        Assert.That(missing.ExitCode, Is.Not.Zero, "on demand, never asked for");
        Assert.That(Directory.Exists(folder.Below("downloads")) ? Directory.GetFiles(folder.Below("downloads")) : [], Is.Empty);
    }

    [Test]
    public async Task What_could_not_be_fetched_while_upstream_was_offline_is_fetched_when_it_is_back()
    {
        await using var upstream = await NginxUpstream.StartAsync();
        Fill(upstream);
        var repository = await Host.Api.CreateRepositoryAsync("back-again");
        await Host.Api.SyncAsync(repository, await Host.Api.CreateRemoteAsync("back-again", upstream.Url, "on_demand", "apple"));
        await Host.Api.DistributeAsync("back-again", repository);
        await upstream.GoOfflineAsync();
        using var folder = new TemporaryFolder();
        Assert.That((await Pip.DownloadAsync(folder, Host.IndexOf("back-again"), "apple", "--retries", "0")).ExitCode, Is.Not.Zero);

        await upstream.GoOnlineAsync();

        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("back-again"), "apple"), Is.EqualTo("2.0"));
    }
}
