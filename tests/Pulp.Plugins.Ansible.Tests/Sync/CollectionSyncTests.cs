using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Remotes;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Sync;

[TestFixture]
internal sealed class CollectionSyncTests : SyncTest
{
    [Test]
    public async Task A_whole_server_is_taken_with_what_it_says_and_no_file_is_fetched_on_demand()
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Dependencies = new Dictionary<string, string> { ["acme.base"] = ">=1.0.0" } })
            .Add("acme.tools", "1.1.0-rc.1").Add("acme.base", "2.0.0").Play();
        var repository = await Host.CreateAsync();

        var counts = await Host.SyncedAsync(repository);

        Assert.That(counts.GetProperty("added").GetInt64(), Is.EqualTo(3));
        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-2.0.0 acme.tools-1.0.0 acme.tools-1.1.0-rc.1"));
        var unit = (await Host.UnitsAsync<CollectionVersion>(repository)).Single(unit => unit.Version == "1.0.0");
        Assert.Multiple(() =>
        {
            Assert.That(unit.Sha256, Is.EqualTo(Galaxy.Versions[0].Sha256));
            Assert.That(unit.Size, Is.EqualTo(Galaxy.Versions[0].File.Length));
            Assert.That(unit.Dependencies["acme.base"], Is.EqualTo(">=1.0.0"));
            Assert.That((unit.RequiresAnsible, unit.Description, unit.OriginRepository), Is.EqualTo((">=2.14", "About tools", "https://example.com/src")));
            Assert.That((unit.Authors.Single(), unit.License.Single(), unit.Tags.Single()), Is.EqualTo(("A <a@example.com>", "MIT", "linux")));
            Assert.That(Host.Upstream.Requests.Select(request => request.Path), Has.None.Contain("/files/").And.None.Contain("/versions/1"));
        });
    }

    [Test]
    public async Task An_immediate_sync_fetches_the_files()
    {
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.base", "2.0.0").Play();
        var repository = await Host.CreateAsync(remote => remote with { Policy = DownloadPolicy.Immediate });

        var counts = await Host.SyncedAsync(repository);

        Assert.That(counts.GetProperty("downloaded").GetInt64(), Is.EqualTo(2));
        var file = await Host.Database.ReadAsync(async session => await session.Memberships.FindFileAsync((await session.Versions.FindAsync(repository.Id))!, "acme-tools-1.0.0.tar.gz"));
        Assert.That(file!.Stored!.Sha256, Is.EqualTo(Galaxy.Versions[0].Sha256));
    }

    [Test]
    public async Task An_unchanged_upstream_costs_discovery_and_one_request([Values] bool mirror)
    {
        Galaxy.Add("acme.tools", "1.0.0").Play();
        var repository = await Host.CreateAsync();
        await Host.SyncedAsync(repository, mirror);
        var before = Host.Upstream.Requests.Count;

        var second = await Host.SyncedAsync(repository, mirror);

        Assert.That(second.GetProperty("skipped").TryGetProperty("upstream did not change since the last sync", out _));
        Assert.That(Host.Upstream.Requests.Skip(before).Select(request => request.Path), Is.EqualTo(new[] { "/", "/api/", "/api/v3/" }));
        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-1.0.0"));
        var synced = (AnsibleRepository)(await Host.Database.ReadAsync(session => session.Resources.GetAsync(repository.Id)))!;
        Assert.That(synced.LastSyncedMetadataTime, Is.EqualTo(new DateTimeOffset(2026, 1, 1, 0, 0, 1, TimeSpan.Zero)));
    }

    [Test]
    public async Task What_was_removed_here_comes_back_though_upstream_did_not_change()
    {
        Galaxy.Add("acme.tools", "1.0.0").Play();
        var repository = await Host.CreateAsync();
        await Host.SyncedAsync(repository);
        await Host.RemoveAllAsync(repository);

        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-1.0.0"));
    }

    [Test]
    public async Task Unchanged_collections_cost_nothing_beyond_the_lists([Values] bool mirror, [Values] bool hasLists)
    {
        Galaxy.HasLists = hasLists;
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Signatures = [MadeSignatures.Of()], Marks = ["tested"] }).Add("acme.base", "1.0.0").Play();
        var repository = await Host.CreateAsync();
        await Host.SyncedAsync(repository, mirror);
        Galaxy.Add("acme.base", "2.0.0").Play();
        var before = Host.Upstream.Requests.Count;

        var second = await Host.SyncedAsync(repository, mirror);

        Assert.That(second.GetProperty("added").GetInt64(), Is.EqualTo(1));
        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0 acme.base-2.0.0 acme.tools-1.0.0"));
        Assert.That(Host.Upstream.Requests.Skip(before).Select(request => request.Path), Has.None.Contain("acme/tools"));
        Assert.That(await Host.UnitsAsync<CollectionVersionSignature>(repository), Has.Count.EqualTo(1));
        Assert.That(await Host.UnitsAsync<CollectionVersionMark>(repository), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_mirror_removes_what_upstream_lost_with_its_signatures_and_marks()
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Signatures = [MadeSignatures.Of()], Marks = ["tested"] }).Add("acme.tools", "2.0.0").Play();
        var repository = await Host.CreateAsync();
        await Host.SyncedAsync(repository, mirror: true);
        Galaxy.Remove("acme.tools", "1.0.0").Play();

        await Host.SyncedAsync(repository, mirror: true);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-2.0.0"));
        Assert.That(await Host.UnitsAsync<CollectionVersionSignature>(repository), Is.Empty);
        Assert.That(await Host.UnitsAsync<CollectionVersionMark>(repository), Is.Empty);
    }

    [Test]
    public async Task Deprecations_come_and_go_with_upstreams()
    {
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.base", "1.0.0").Deprecate("acme.tools").Play();
        var repository = await Host.CreateAsync();
        await Host.SyncedAsync(repository);
        Assert.That((await Host.UnitsAsync<AnsibleCollectionDeprecated>(repository)).Single().Name, Is.EqualTo("tools"));

        Galaxy.Deprecate("acme.tools", isDeprecated: false).Deprecate("acme.base").Play();
        await Host.SyncedAsync(repository);

        Assert.That((await Host.UnitsAsync<AnsibleCollectionDeprecated>(repository)).Single().Name, Is.EqualTo("base"));
    }

    [Test]
    public async Task Only_the_highest_versions_are_taken_releases_first()
    {
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.tools", "1.10.0").Add("acme.tools", "1.9.0").Add("acme.tools", "2.0.0-rc.1").Add("acme.young", "0.1.0-a").Add("acme.young", "0.1.0-b").Play();
        var repository = await Host.CreateAsync(remote => remote with { SyncHighestVersions = 2 });

        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-1.10.0 acme.tools-1.9.0 acme.young-0.1.0-a acme.young-0.1.0-b"));
    }

    [Test]
    public async Task Only_signed_versions_are_taken_when_the_remote_says_so()
    {
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.tools", "2.0.0", version => version with { Signatures = [MadeSignatures.Of()] }).Play();
        var repository = await Host.CreateAsync(remote => remote with { SignedOnly = true });

        var counts = await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-2.0.0"));
        Assert.That(counts.GetProperty("skipped").GetProperty("not signed").GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That((await Host.UnitsAsync<CollectionVersionSignature>(repository)).Single().Data, Is.EqualTo(MadeSignatures.Of()));
    }

    [Test]
    public async Task What_upstream_excludes_is_not_taken()
    {
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.tools", "2.0.0").Add("acme.base", "1.0.0").Play();
        Host.Upstream.Map("/api/v3/excludes/", FakeAnswer.Ok("""{"collections": ["acme.base", {"name": "acme.tools", "version": "<2.0.0"}]}""", "application/json"));
        var repository = await Host.CreateAsync();

        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-2.0.0"));
    }

    [Test]
    public async Task A_server_of_API_v2_is_read_page_by_page()
    {
        Galaxy = new PlayedGalaxy(Host.Upstream, isV3: false);
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.tools", "2.0.0").Add("acme.base", "1.0.0").Deprecate("acme.base").Play();
        var repository = await Host.CreateAsync();

        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0 acme.tools-1.0.0 acme.tools-2.0.0"));
        Assert.That((await Host.UnitsAsync<AnsibleCollectionDeprecated>(repository)).Single().Name, Is.EqualTo("base"));
    }

    [Test]
    public async Task Without_optimization_everything_is_read_again()
    {
        Galaxy.Add("acme.tools", "1.0.0").Play();
        var repository = await Host.CreateAsync();
        await Host.SyncedAsync(repository);
        var before = Host.Upstream.CountOf("/api/v3/collection_versions/all/");

        await Host.SyncedAsync(repository, options: new { optimize = false });

        Assert.That(Host.Upstream.CountOf("/api/v3/collection_versions/all/"), Is.EqualTo(before + 1));
    }
}
