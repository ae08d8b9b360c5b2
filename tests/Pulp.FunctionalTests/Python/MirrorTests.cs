using System.Net;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Python;

[TestFixture]
[Category("RealClients")]
public sealed class MirrorTests
{
    [Test]
    public async Task One_remote_fills_two_repositories_and_each_serves_pip()
    {
        var remote = await Host.Api.CreateRemoteAsync("two-repositories", Upstream.Url, "on_demand", "apple", "pear");
        var first = await Host.Api.CreateRepositoryAsync("two-repositories-first");
        var second = await Host.Api.CreateRepositoryAsync("two-repositories-second");
        await Host.Api.SyncAsync(first, remote);
        await Host.Api.SyncAsync(second, remote);
        await Host.Api.DistributeAsync("two-repositories/first", first);
        await Host.Api.DistributeAsync("two-repositories/second", second);

        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("two-repositories/first"), "apple"), Is.EqualTo("2.0"));
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("two-repositories/second"), "pear"), Is.EqualTo("1.0"));
    }

    [Test]
    public async Task A_second_sync_without_changes_upstream_makes_no_version()
    {
        var remote = await Host.Api.CreateRemoteAsync("same-again", Upstream.Url, "on_demand", "apple");
        var repository = await Host.Api.CreateRepositoryAsync("same-again");
        await Host.Api.SyncAsync(repository, remote);
        await Host.Api.SyncAsync(repository, remote);

        Assert.That(await Host.Api.VersionNumbersAsync(repository), Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public async Task A_repository_without_a_distribution_is_reachable_nowhere()
    {
        var remote = await Host.Api.CreateRemoteAsync("unreachable", Upstream.Url, "immediate", "apple");
        var repository = await Host.Api.CreateRepositoryAsync("unreachable");
        await Host.Api.SyncAsync(repository, remote);

        using var client = new HttpClient { BaseAddress = Host.Url };
        using var index = await client.GetAsync("pypi/unreachable/simple/");
        using var content = await client.GetAsync("pulp/content/unreachable/apple-1.0-py3-none-any.whl");
        using var folder = new TemporaryFolder();
        var install = await Pip.InstallAsync(folder, Host.IndexOf("unreachable"), "apple");

        Assert.That(index.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(content.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(install.ExitCode, Is.Not.Zero, install.ToString());
    }

    [Test]
    public async Task Two_distributions_follow_the_latest_version_and_a_third_stays_at_its_own()
    {
        var repository = await Host.Api.CreateRepositoryAsync("pinned");
        await Host.Api.SyncAsync(repository, await Host.Api.CreateRemoteAsync("pinned-old", Upstream.Url, "on_demand", "pear"));
        await Host.Api.SyncAsync(repository, await Host.Api.CreateRemoteAsync("pinned-middle", Upstream.Url, "on_demand", "apple==1.0"));
        var second = await Host.Api.LatestVersionAsync(repository);
        await Host.Api.DistributeAsync("pinned/a", repository);
        await Host.Api.DistributeAsync("pinned/b", repository);
        await Host.Api.DistributeAsync("pinned/at-2", second);
        await Host.Api.SyncAsync(repository, await Host.Api.CreateRemoteAsync("pinned-new", Upstream.Url, "on_demand", "apple"));

        Assert.That(second, Does.EndWith("/versions/2/"));
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("pinned/a"), "apple"), Is.EqualTo("2.0"));
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("pinned/b"), "apple"), Is.EqualTo("2.0"));
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("pinned/at-2"), "apple"), Is.EqualTo("1.0"));
    }

    [Test]
    public async Task Only_the_retained_versions_stay()
    {
        var repository = await Host.Api.CreateRepositoryAsync("retained", retain: 3);
        foreach (var include in new[] { "pear", "apple==1.0", "apple==2.0", "wheel", "pip" })
            await Host.Api.SyncAsync(repository, await Host.Api.CreateRemoteAsync($"retained-{include}", Upstream.Url, "on_demand", include));

        Assert.That(await Host.Api.VersionNumbersAsync(repository), Is.EqualTo(new[] { 3, 4, 5 }));
        Assert.That(await Host.Api.FileNamesAsync(await Host.Api.LatestVersionAsync(repository)), Has.Length.EqualTo(5));
    }

    [Test]
    public async Task A_file_is_fetched_from_upstream_once_however_often_it_is_installed()
    {
        var repository = await Host.Api.CreateRepositoryAsync("once");
        await Host.Api.SyncAsync(repository, await Host.Api.CreateRemoteAsync("once", Upstream.Url, "on_demand", "wheel"));
        await Host.Api.DistributeAsync("once", repository);
        var file = Path.GetFileName(Directory.EnumerateFiles(Prerequisite.Wheels, "wheel-*.whl").Single());
        var before = Upstream.RequestsFor($"/files/{file}");

        await Pip.InstalledVersionAsync(Host.IndexOf("once"), "wheel");
        await Pip.InstalledVersionAsync(Host.IndexOf("once"), "wheel");

        Assert.That(Upstream.RequestsFor($"/files/{file}") - before, Is.EqualTo(1));
    }
}
