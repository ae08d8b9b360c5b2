using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Remotes;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Sync;

[TestFixture]
internal sealed class CollectionSyncTests
{
    private SyncHost host = null!;
    private PlayedGalaxy galaxy = null!;

    [SetUp]
    public async Task StartAsync()
    {
        host = await SyncHost.StartAsync();
        galaxy = new PlayedGalaxy(host.Upstream);
    }

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task A_whole_server_is_taken_with_what_it_says_and_no_file_is_fetched_on_demand()
    {
        galaxy.Add("acme.tools", "1.0.0", version => version with { Dependencies = new Dictionary<string, string> { ["acme.base"] = ">=1.0.0" } })
            .Add("acme.tools", "1.1.0-rc.1").Add("acme.base", "2.0.0").Play();
        var repository = await host.CreateAsync();

        var counts = await host.SyncedAsync(repository);

        Assert.That(counts.GetProperty("added").GetInt64(), Is.EqualTo(3));
        Assert.That(await host.VersionsAsync(repository), Is.EqualTo("acme.base-2.0.0 acme.tools-1.0.0 acme.tools-1.1.0-rc.1"));
        var unit = (await host.UnitsAsync<CollectionVersion>(repository)).Single(unit => unit.Version == "1.0.0");
        Assert.Multiple(() =>
        {
            Assert.That(unit.Sha256, Is.EqualTo(galaxy.Versions[0].Sha256));
            Assert.That(unit.Size, Is.EqualTo(galaxy.Versions[0].File.Length));
            Assert.That(unit.Dependencies["acme.base"], Is.EqualTo(">=1.0.0"));
            Assert.That((unit.RequiresAnsible, unit.Description, unit.OriginRepository), Is.EqualTo((">=2.14", "About tools", "https://example.com/src")));
            Assert.That((unit.Authors.Single(), unit.License.Single(), unit.Tags.Single()), Is.EqualTo(("A <a@example.com>", "MIT", "linux")));
            Assert.That(host.Upstream.Requests.Select(request => request.Path), Has.None.Contain("/files/").And.None.Contain("/versions/1"));
        });
    }

    [Test]
    public async Task An_immediate_sync_fetches_the_files()
    {
        galaxy.Add("acme.tools", "1.0.0").Add("acme.base", "2.0.0").Play();
        var repository = await host.CreateAsync(remote => remote with { Policy = DownloadPolicy.Immediate });

        var counts = await host.SyncedAsync(repository);

        Assert.That(counts.GetProperty("downloaded").GetInt64(), Is.EqualTo(2));
        var file = await host.Database.ReadAsync(async session => await session.Memberships.FindFileAsync((await session.Versions.FindAsync(repository.Id))!, "acme-tools-1.0.0.tar.gz"));
        Assert.That(file!.Stored!.Sha256, Is.EqualTo(galaxy.Versions[0].Sha256));
    }

    [Test]
    public async Task An_unchanged_upstream_costs_discovery_and_one_request([Values] bool mirror)
    {
        galaxy.Add("acme.tools", "1.0.0").Play();
        var repository = await host.CreateAsync();
        await host.SyncedAsync(repository, mirror);
        var before = host.Upstream.Requests.Count;

        var second = await host.SyncedAsync(repository, mirror);

        Assert.That(second.GetProperty("skipped").TryGetProperty("upstream did not change since the last sync", out _));
        Assert.That(host.Upstream.Requests.Skip(before).Select(request => request.Path), Is.EqualTo(new[] { "/", "/api/", "/api/v3/" }));
        Assert.That(await host.VersionsAsync(repository), Is.EqualTo("acme.tools-1.0.0"));
        var synced = (AnsibleRepository)(await host.Database.ReadAsync(session => session.Resources.GetAsync(repository.Id)))!;
        Assert.That(synced.LastSyncedMetadataTime, Is.EqualTo(new DateTimeOffset(2026, 1, 1, 0, 0, 1, TimeSpan.Zero)));
    }

    [Test]
    public async Task What_was_removed_here_comes_back_though_upstream_did_not_change()
    {
        galaxy.Add("acme.tools", "1.0.0").Play();
        var repository = await host.CreateAsync();
        await host.SyncedAsync(repository);
        await host.RemoveAllAsync(repository);

        await host.SyncedAsync(repository);

        Assert.That(await host.VersionsAsync(repository), Is.EqualTo("acme.tools-1.0.0"));
    }

    [Test]
    public async Task Unchanged_collections_cost_nothing_beyond_the_lists([Values] bool mirror, [Values] bool hasLists)
    {
        galaxy.HasLists = hasLists;
        galaxy.Add("acme.tools", "1.0.0", version => version with { Signatures = [MadeSignatures.Of()], Marks = ["tested"] }).Add("acme.base", "1.0.0").Play();
        var repository = await host.CreateAsync();
        await host.SyncedAsync(repository, mirror);
        galaxy.Add("acme.base", "2.0.0").Play();
        var before = host.Upstream.Requests.Count;

        var second = await host.SyncedAsync(repository, mirror);

        Assert.That(second.GetProperty("added").GetInt64(), Is.EqualTo(1));
        Assert.That(await host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0 acme.base-2.0.0 acme.tools-1.0.0"));
        Assert.That(host.Upstream.Requests.Skip(before).Select(request => request.Path), Has.None.Contain("acme/tools"));
        Assert.That(await host.UnitsAsync<CollectionVersionSignature>(repository), Has.Count.EqualTo(1));
        Assert.That(await host.UnitsAsync<CollectionVersionMark>(repository), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_mirror_removes_what_upstream_lost_with_its_signatures_and_marks()
    {
        galaxy.Add("acme.tools", "1.0.0", version => version with { Signatures = [MadeSignatures.Of()], Marks = ["tested"] }).Add("acme.tools", "2.0.0").Play();
        var repository = await host.CreateAsync();
        await host.SyncedAsync(repository, mirror: true);
        galaxy.Remove("acme.tools", "1.0.0").Play();

        await host.SyncedAsync(repository, mirror: true);

        Assert.That(await host.VersionsAsync(repository), Is.EqualTo("acme.tools-2.0.0"));
        Assert.That(await host.UnitsAsync<CollectionVersionSignature>(repository), Is.Empty);
        Assert.That(await host.UnitsAsync<CollectionVersionMark>(repository), Is.Empty);
    }

    [Test]
    public async Task Deprecations_come_and_go_with_upstreams()
    {
        galaxy.Add("acme.tools", "1.0.0").Add("acme.base", "1.0.0").Deprecate("acme.tools").Play();
        var repository = await host.CreateAsync();
        await host.SyncedAsync(repository);
        Assert.That((await host.UnitsAsync<AnsibleCollectionDeprecated>(repository)).Single().Name, Is.EqualTo("tools"));

        galaxy.Deprecate("acme.tools", isDeprecated: false).Deprecate("acme.base").Play();
        await host.SyncedAsync(repository);

        Assert.That((await host.UnitsAsync<AnsibleCollectionDeprecated>(repository)).Single().Name, Is.EqualTo("base"));
    }

    [Test]
    public async Task Only_the_highest_versions_are_taken_releases_first()
    {
        galaxy.Add("acme.tools", "1.0.0").Add("acme.tools", "1.10.0").Add("acme.tools", "1.9.0").Add("acme.tools", "2.0.0-rc.1").Add("acme.young", "0.1.0-a").Add("acme.young", "0.1.0-b").Play();
        var repository = await host.CreateAsync(remote => remote with { SyncHighestVersions = 2 });

        await host.SyncedAsync(repository);

        Assert.That(await host.VersionsAsync(repository), Is.EqualTo("acme.tools-1.10.0 acme.tools-1.9.0 acme.young-0.1.0-a acme.young-0.1.0-b"));
    }

    [Test]
    public async Task Only_signed_versions_are_taken_when_the_remote_says_so()
    {
        galaxy.Add("acme.tools", "1.0.0").Add("acme.tools", "2.0.0", version => version with { Signatures = [MadeSignatures.Of()] }).Play();
        var repository = await host.CreateAsync(remote => remote with { SignedOnly = true });

        var counts = await host.SyncedAsync(repository);

        Assert.That(await host.VersionsAsync(repository), Is.EqualTo("acme.tools-2.0.0"));
        Assert.That(counts.GetProperty("skipped").GetProperty("not signed").GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That((await host.UnitsAsync<CollectionVersionSignature>(repository)).Single().Data, Is.EqualTo(MadeSignatures.Of()));
    }

    [Test]
    public async Task What_upstream_excludes_is_not_taken()
    {
        galaxy.Add("acme.tools", "1.0.0").Add("acme.tools", "2.0.0").Add("acme.base", "1.0.0").Play();
        host.Upstream.Map("/api/v3/excludes/", FakeAnswer.Ok("""{"collections": ["acme.base", {"name": "acme.tools", "version": "<2.0.0"}]}""", "application/json"));
        var repository = await host.CreateAsync();

        await host.SyncedAsync(repository);

        Assert.That(await host.VersionsAsync(repository), Is.EqualTo("acme.tools-2.0.0"));
    }

    [Test]
    public async Task A_server_of_API_v2_is_read_page_by_page()
    {
        galaxy = new PlayedGalaxy(host.Upstream, isV3: false);
        galaxy.Add("acme.tools", "1.0.0").Add("acme.tools", "2.0.0").Add("acme.base", "1.0.0").Deprecate("acme.base").Play();
        var repository = await host.CreateAsync();

        await host.SyncedAsync(repository);

        Assert.That(await host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0 acme.tools-1.0.0 acme.tools-2.0.0"));
        Assert.That((await host.UnitsAsync<AnsibleCollectionDeprecated>(repository)).Single().Name, Is.EqualTo("base"));
    }

    [Test]
    public async Task Without_optimization_everything_is_read_again()
    {
        galaxy.Add("acme.tools", "1.0.0").Play();
        var repository = await host.CreateAsync();
        await host.SyncedAsync(repository);
        var before = host.Upstream.CountOf("/api/v3/collection_versions/all/");

        await host.SyncedAsync(repository, options: new { optimize = false });

        Assert.That(host.Upstream.CountOf("/api/v3/collection_versions/all/"), Is.EqualTo(before + 1));
    }
}
