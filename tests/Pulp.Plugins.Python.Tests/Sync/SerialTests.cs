using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests.Sync;

[TestFixture]
internal sealed class SerialTests
{
    private SyncHost host = null!;

    [SetUp]
    public async Task StartAsync() => host = await SyncHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task A_project_whose_serial_is_unchanged_costs_no_request()
    {
        Map(("demo", 5, 5), ("other", 7, 7));
        var (repository, _) = await host.CreateAsync(remote => remote with { Url = host.Upstream.Url + "simple/" });
        await host.SyncedAsync(repository);
        Map(("demo", 5, 5), ("other", 9, 9));
        var before = host.Upstream.Requests.Count;

        var second = await host.SyncedAsync(repository, mirror: true);

        Assert.That(second.GetProperty("kept").GetInt64(), Is.EqualTo(2));
        Assert.That(second.GetProperty("removed").GetInt64(), Is.Zero);
        Assert.That(host.Upstream.Requests.Skip(before).Select(request => request.Path), Is.EqualTo(new[] { "/simple/", "/simple/other/" }));
    }

    [Test]
    public async Task A_page_older_than_the_list_is_asked_for_again()
    {
        Map(("demo", 6, 5), ("other", 7, 7));
        var (repository, _) = await host.CreateAsync(remote => remote with { Url = host.Upstream.Url + "simple/" });
        await host.SyncedAsync(repository);

        await host.SyncedAsync(repository);

        Assert.That(host.Upstream.CountOf("/simple/demo/"), Is.EqualTo(2));
        Assert.That(host.Upstream.CountOf("/simple/other/"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_serial_that_is_the_same_for_all_projects_says_nothing()
    {
        Map(("demo", 1_000_000_000, 1_000_000_000), ("other", 1_000_000_000, 1_000_000_000));
        var (repository, _) = await host.CreateAsync(remote => remote with { Url = host.Upstream.Url + "simple/" });
        await host.SyncedAsync(repository);

        await host.SyncedAsync(repository);

        Assert.That(host.Upstream.CountOf("/simple/demo/"), Is.EqualTo(2));
    }

    private void Map(params (string Name, long InList, long OnPage)[] projects)
    {
        host.Upstream.Map("/simple/", UpstreamIndex.Root([.. projects.Select(project => (project.Name, (long?)project.InList))]));
        foreach (var (name, _, onPage) in projects)
            host.Upstream.Map($"/simple/{name}/", UpstreamIndex.Page(name, [$"{name}-1.0.tar.gz"], onPage));
    }
}
