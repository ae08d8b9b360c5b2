using Pulp.Plugins.Python.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Sync;

[TestFixture]
internal sealed class DependencyClosureTests
{
    private SyncHost host = null!;

    [SetUp]
    public async Task StartAsync() => host = await SyncHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task What_the_included_projects_need_is_taken_with_the_extras_that_are_asked_for()
    {
        Map("app", "1.0", "lib[fast]>=1", "win-only; sys_platform == 'win32'", "test-only; extra == 'test'", "docs-only; extra == 'docs'");
        Map("lib", "1.5", "core", "speedup; extra == 'fast'", "slow; extra == 'slow'");
        foreach (var name in (string[])["win-only", "test-only", "docs-only", "core", "speedup", "slow"])
            Map(name, "1.0");
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["app[test]"], Dependencies = true });

        await host.SyncedAsync(repository);

        Assert.That((await host.PackagesAsync(repository)).Values.Select(package => package.NormalizedName()), Is.EquivalentTo(new[] { "app", "lib", "win-only", "test-only", "core", "speedup" }));
    }

    [Test]
    public async Task What_an_unchanged_project_needs_stays_in_a_mirror()
    {
        Map("app", "1.0", "lib");
        Map("lib", "1.0", "core");
        Map("core", "1.0");
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["app"], Dependencies = true });
        await host.SyncedAsync(repository, mirror: true);

        var second = await host.SyncedAsync(repository, mirror: true);

        Assert.That(second.GetProperty("removed").GetInt64(), Is.Zero);
        Assert.That(second.GetProperty("kept").GetInt64(), Is.EqualTo(3));
        Assert.That(host.Upstream.CountOf("/files/app-1.0-py3-none-any.whl.metadata"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_unchanged_page_is_read_again_when_other_versions_of_it_are_needed()
    {
        Map("app", "1.0", "lib<2");
        host.Upstream.Map("/simple/lib/", UpstreamIndex.Page("lib", ["lib-1.0.tar.gz", "lib-2.0.tar.gz"]));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["app"], Dependencies = true });
        await host.SyncedAsync(repository);
        Map("app", "1.1", "lib>=2");

        await host.SyncedAsync(repository, mirror: true);

        Assert.That((await host.PackagesAsync(repository)).Keys, Is.EquivalentTo(new[] { "app-1.1-py3-none-any.whl", "lib-2.0.tar.gz" }));
    }

    [Test]
    public async Task Requirements_come_from_the_JSON_API_where_there_is_no_metadata_file()
    {
        host.Upstream.Map("/simple/app/", UpstreamIndex.Page("app", ["app-1.0.tar.gz"]))
            .Map("/pypi/app/json", FakeAnswer.Ok("{\"info\": {\"name\": \"app\", \"version\": \"1.0\", \"requires_dist\": [\"lib\"]}}", "application/json"))
            .Map("/simple/lib/", UpstreamIndex.Page("lib", ["lib-1.0.tar.gz"]));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["app"], Dependencies = true });

        var result = await host.SyncedAsync(repository);

        Assert.That((await host.PackagesAsync(repository)).Keys, Is.EquivalentTo(new[] { "app-1.0.tar.gz", "lib-1.0.tar.gz" }));
        var unknown = result.GetProperty("skipped").GetProperty("requirements are not known without the file");
        Assert.That(unknown.GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That(unknown.GetProperty("examples").EnumerateArray().Select(example => example.GetString()), Is.EqualTo(new[] { "lib 1.0" }), "the release, not the project, which is taken");
    }

    [Test]
    public async Task Requirements_come_from_a_metadata_file_whose_digest_upstream_does_not_say()
    {
        host.Upstream.Map("/simple/app/", UpstreamIndex.Page("app", ["app-1.0-py3-none-any.whl"], metadata: _ => true))
            .Map("/files/app-1.0-py3-none-any.whl.metadata", FakeAnswer.Ok("Metadata-Version: 2.1\nName: app\nVersion: 1.0\nRequires-Dist: lib\n\n"))
            .Map("/simple/lib/", UpstreamIndex.Page("lib", ["lib-1.0.tar.gz"]));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["app"], Dependencies = true });

        await host.SyncedAsync(repository);

        Assert.That((await host.PackagesAsync(repository)).Keys, Is.EquivalentTo(new[] { "app-1.0-py3-none-any.whl", "lib-1.0.tar.gz" }));
    }

    [Test]
    public async Task Projects_that_need_each_other_end()
    {
        Map("app", "1.0", "lib");
        Map("lib", "1.0", "app[more]");
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["app"], Dependencies = true });

        Assert.That((await host.SyncedAsync(repository)).GetProperty("added").GetInt64(), Is.EqualTo(2));
    }

    private void Map(string name, string version, params string[] requirements)
    {
        var file = $"{name.Replace('-', '_')}-{version}-py3-none-any.whl";
        var metadata = $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{string.Concat(requirements.Select(requirement => $"Requires-Dist: {requirement}\n"))}\n";
        var digest = IndexHost.Sha256Of(System.Text.Encoding.UTF8.GetBytes(metadata));
        host.Upstream.Map($"/simple/{name}/", UpstreamIndex.Page(name, [file], etag: $"\"{version}\"", metadata: _ => new Dictionary<string, string> { ["sha256"] = digest }))
            .Map($"/files/{file}.metadata", FakeAnswer.Ok(metadata));
    }
}
