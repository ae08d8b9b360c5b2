using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Sync;

[TestFixture]
internal sealed class UpstreamMarksTests
{
    private SyncHost host = null!;

    [SetUp]
    public async Task StartAsync() => host = await SyncHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task What_upstream_takes_back_is_taken_back_here([Values] bool mirror)
    {
        Map("\"yanked\": \"broken\"", "\"project-status\": {\"status\": \"archived\"},", "one");
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"] });
        await host.SyncedAsync(repository, mirror);
        var (yanks, projects) = (await host.UnitsAsync<PythonYank>(repository), await host.UnitsAsync<PythonProject>(repository));
        Map("\"yanked\": false", "", "two");

        await host.SyncedAsync(repository, mirror);

        Assert.That((yanks.Single().Reason, projects.Single().Status), Is.EqualTo(("broken", "archived")));
        Assert.That((await host.UnitsAsync<PythonYank>(repository)).Where(yank => !yank.IsWithdrawn), Is.Empty);
        Assert.That((await host.UnitsAsync<PythonProject>(repository)).Where(project => project.Status != "active"), Is.Empty);
    }

    private void Map(string yanked, string status, string etag) => host.Upstream.Map("/simple/demo/", FakeAnswer.Ok(
        $$"""
        {"meta": {"api-version": "1.4"}, "name": "demo", {{status}} "files": [
          {"filename": "demo-1.0.tar.gz", "url": "../../files/demo-1.0.tar.gz", "hashes": {"sha256": "{{new string('1', 64)}}"}, {{yanked}}}
        ]}
        """,
        UpstreamIndex.Json) with { ETag = $"\"{etag}\"" });
}
