using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Python;

/// <summary>
/// Development, test and production; quality engineers mirror Test with a Pulp of their own.
/// </summary>
[TestFixture]
[Category("RealClients")]
public sealed class PromotionTests
{
    private static PulpProcess Host => Stories.Host;

    [Test]
    public async Task A_package_goes_from_dev_through_test_to_prod_and_a_bad_one_goes_back()
    {
        using var files = new TemporaryFolder();
        var dev = await StageAsync("dev");
        var test = await StageAsync("test");
        var prod = await StageAsync("prod");

        (await Pip.UploadAsync(Host, "release/dev", [Wheel.Build(files.Path, "service", "1.0")])).Succeeded();
        await Host.Api.PromoteAsync(test, await Host.Api.LatestVersionAsync(dev));
        var good = await Host.Api.LatestVersionAsync(test);
        await Host.Api.PromoteAsync(prod, good);
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("release/prod"), "service"), Is.EqualTo("1.0"));

        (await Pip.UploadAsync(Host, "release/dev", [Wheel.Build(files.Path, "service", "1.1")])).Succeeded();
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("release/dev"), "service"), Is.EqualTo("1.1"));
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("release/test"), "service"), Is.EqualTo("1.0"));

        await Host.Api.PromoteAsync(test, await Host.Api.LatestVersionAsync(dev));
        await using var quality = await PulpProcess.StartAsync();
        var copy = await quality.Api.CreateRepositoryAsync("quality");
        await quality.Api.SyncAsync(copy, await quality.Api.CreateRemoteAsync("test", new Uri(Host.Url, "pypi/release/test/").ToString(), "immediate"));
        await quality.Api.DistributeAsync("quality", copy);
        Assert.That(await Pip.InstalledVersionAsync(quality.IndexOf("quality"), "service"), Is.EqualTo("1.1"));

        await Host.Api.PromoteAsync(prod, await Host.Api.LatestVersionAsync(test));
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("release/prod"), "service"), Is.EqualTo("1.1"));

        await Host.Api.PromoteAsync(prod, PulpApi.Href(prod) + "versions/1/");
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("release/prod"), "service"), Is.EqualTo("1.0"));
        Assert.That(await Host.Api.LatestNumberAsync(prod), Is.EqualTo(3));
    }

    [Test]
    public async Task A_mirror_of_a_mirror_serves_the_same_packages()
    {
        await using var first = await PulpProcess.StartAsync();
        await using var second = await PulpProcess.StartAsync();
        var original = await first.Api.CreateRepositoryAsync("original");
        await first.Api.SyncAsync(original, await first.Api.CreateRemoteAsync("original", Stories.Upstream.Url, "on_demand"));
        await first.Api.DistributeAsync("original", original);
        var copy = await second.Api.CreateRepositoryAsync("copy");
        await second.Api.SyncAsync(copy, await second.Api.CreateRemoteAsync("copy", new Uri(first.Url, "pypi/original/").ToString(), "on_demand"), mirror: true);
        await second.Api.DistributeAsync("copy", copy);

        Assert.That(await second.Api.FileNamesAsync(await second.Api.LatestVersionAsync(copy)), Is.EqualTo(await first.Api.FileNamesAsync(await first.Api.LatestVersionAsync(original))));
        Assert.That(await Pip.InstalledVersionAsync(second.IndexOf("copy"), "pear"), Is.EqualTo("1.0"));
    }

    private static async Task<JsonNode> StageAsync(string name)
    {
        var repository = await Host.Api.CreateRepositoryAsync($"release-{name}");
        await Host.Api.DistributeAsync($"release/{name}", repository);
        return repository;
    }
}
