using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Remotes;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Sync;

[TestFixture]
internal sealed class RequirementSyncTests : SyncTest
{
    [TestCase("acme.tools", "acme.tools-1.0.0 acme.tools-1.5.0 acme.tools-2.0.0 acme.tools-2.1.0-rc.1")]
    [TestCase("{name: acme.tools}", "acme.tools-1.0.0 acme.tools-1.5.0 acme.tools-2.0.0 acme.tools-2.1.0-rc.1")]
    [TestCase("{name: acme.tools, version: '*'}", "acme.tools-1.0.0 acme.tools-1.5.0 acme.tools-2.0.0 acme.tools-2.1.0-rc.1")]
    [TestCase("{name: acme.tools, version: 1.5.0}", "acme.tools-1.5.0")]
    [TestCase("{name: acme.tools, version: '>=1.1.0,<2.0.0'}", "acme.tools-1.5.0")]
    [TestCase("{name: acme.tools, version: '>=1.1.0'}", "acme.tools-1.5.0 acme.tools-2.0.0")]
    [TestCase("{name: acme.tools, version: '>=2.1.0-a'}", "acme.tools-2.1.0-rc.1")]
    [TestCase("{name: acme.tools, version: '!=1.5.0'}", "acme.tools-1.0.0 acme.tools-2.0.0")]
    public async Task An_entry_takes_the_versions_in_its_range(string entry, string expected)
    {
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.tools", "1.5.0").Add("acme.tools", "2.0.0").Add("acme.tools", "2.1.0-rc.1").Add("acme.other", "1.0.0").Play();
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = $"collections:\n  - {entry}\n" });

        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo(expected));
    }

    [TestCase(true, "acme.base-1.1.0 acme.base-1.2.0 acme.deep-3.0.0 acme.tools-1.0.0")]
    [TestCase(false, "acme.tools-1.0.0")]
    public async Task What_a_collection_needs_is_taken_too_and_loops_end(bool follows, string expected)
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Dependencies = Needs("acme.base", ">=1.1.0,<2.0.0") })
            .Add("acme.base", "1.0.0").Add("acme.base", "1.1.0", version => version with { Dependencies = Needs("acme.deep", "*") })
            .Add("acme.base", "1.2.0").Add("acme.base", "2.0.0")
            .Add("acme.deep", "3.0.0", version => version with { Dependencies = Needs("acme.tools", ">=1.0.0") }).Play();
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = "collections: [acme.tools]", SyncDependencies = follows });

        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo(expected));
    }

    [Test]
    public async Task Unchanged_collections_are_not_read_again_though_upstream_changed_elsewhere([Values] bool mirror)
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Dependencies = Needs("acme.base", "*"), Signatures = [MadeSignatures.Of()] }).Add("acme.base", "1.0.0").Play();
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = "collections: [acme.tools]" });
        await Host.SyncedAsync(repository, mirror);
        Galaxy.Add("acme.base", "1.1.0").Play();
        var before = Host.Upstream.Requests.Count;

        var counts = await Host.SyncedAsync(repository, mirror);

        Assert.That(counts.GetProperty("added").GetInt64(), Is.EqualTo(1));
        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0 acme.base-1.1.0 acme.tools-1.0.0"));
        Assert.That(Host.Upstream.Requests.Skip(before).Select(request => request.Path), Has.None.EqualTo("/api/v3/collections/acme/tools/versions/1.0.0/"));
        Assert.That(await Host.UnitsAsync<CollectionVersionSignature>(repository), Has.Count.EqualTo(1));
    }

    [TestCase(true, true)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(false, false)]
    public async Task Of_a_changed_collection_only_new_versions_are_read(bool mirror, bool hasRequirements)
    {
        Galaxy.HasLists = false;
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Dependencies = Needs("acme.base", "*"), Signatures = [MadeSignatures.Of()], Marks = ["tested"] })
            .Add("acme.tools", "1.1.0").Add("acme.base", "1.0.0").Play();
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = hasRequirements ? "collections: [acme.tools]" : null });
        await Host.SyncedAsync(repository, mirror);
        Galaxy.Add("acme.tools", "1.2.0").Play();
        var before = Host.Upstream.Requests.Count;

        var counts = await Host.SyncedAsync(repository, mirror);

        Assert.That(Host.Upstream.Requests.Skip(before).Select(request => request.Path).Where(path => path.StartsWith("/api/v3/collections/acme/tools/versions/1", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "/api/v3/collections/acme/tools/versions/1.2.0/" }));
        Assert.That(counts.GetProperty("added").GetInt64(), Is.EqualTo(1));
        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0 acme.tools-1.0.0 acme.tools-1.1.0 acme.tools-1.2.0"));
        Assert.That(await Host.UnitsAsync<CollectionVersionSignature>(repository), Has.Count.EqualTo(1));
        Assert.That(await Host.UnitsAsync<CollectionVersionMark>(repository), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_mirror_drops_what_is_needed_no_more()
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Dependencies = Needs("acme.base", "*") }).Add("acme.base", "1.0.0").Play();
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = "collections: [acme.tools]" });
        await Host.SyncedAsync(repository, mirror: true);
        Galaxy.Remove("acme.tools", "1.0.0").Add("acme.tools", "2.0.0").Play();

        await Host.SyncedAsync(repository, mirror: true);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-2.0.0"));
    }

    [Test]
    public async Task Changed_requirements_are_followed_though_upstream_did_not_change()
    {
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.base", "1.0.0").Play();
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = "collections: [acme.tools]" });
        await Host.SyncedAsync(repository);

        await Host.ChangeAsync<CollectionRemote>(repository.Remote!.Value, remote => remote with { RequirementsFile = "collections: [acme.base]" });
        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0 acme.tools-1.0.0"));
    }

    [Test]
    public async Task The_highest_versions_of_each_range_are_taken()
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Dependencies = Needs("acme.base", "<2.0.0") })
            .Add("acme.base", "1.0.0").Add("acme.base", "1.1.0").Add("acme.base", "2.0.0").Add("acme.base", "2.1.0").Play();
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = "collections: [acme.tools, acme.base]", SyncHighestVersions = 1 });

        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.1.0 acme.base-2.1.0 acme.tools-1.0.0"));
    }

    [Test]
    public async Task An_entry_may_name_another_remote_whose_token_is_then_used_for_its_files_too()
    {
        await using var other = await FakeUpstream.StartAsync();
        new PlayedGalaxy(other).Add("corp.secret", "1.0.0", version => version with { Dependencies = Needs("acme.base", "*") }).Play();
        Galaxy.Add("acme.base", "1.0.0").Play();
        await Host.CreateAsync(new CollectionRemote { Name = "corp", Url = other.Url.AbsoluteUri, Token = "c0rp", UsableAsSource = true });
        var repository = await Host.CreateAsync(remote => remote with
        {
            RequirementsFile = "collections:\n  - name: corp.secret\n    source: corp\n", Token = "0wn", Policy = DownloadPolicy.Immediate,
        });

        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0 corp.secret-1.0.0"));
        Assert.That(other.CountOf("/files/corp-secret-1.0.0.tar.gz"), Is.EqualTo(1));
        Assert.That(other.Requests.Select(request => request["Authorization"]), Is.All.EqualTo("Token c0rp"));
        Assert.That(Host.Upstream.Requests.Select(request => request["Authorization"]), Is.All.EqualTo("Token 0wn"));
    }

    [TestCase(true, "Token c0rp")]
    [TestCase(false, null)]
    public async Task An_address_is_asked_with_the_token_of_its_remote_only_when_that_one_allows_it(bool isUsable, string? expected)
    {
        await using var other = await FakeUpstream.StartAsync();
        new PlayedGalaxy(other).Add("corp.open", "1.0.0").Play();
        Galaxy.Play();
        await Host.CreateAsync(new CollectionRemote { Name = "corp", Url = other.Url.AbsoluteUri, Token = "c0rp", UsableAsSource = isUsable });
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = $"collections:\n  - name: corp.open\n    source: {other.Url}\n", Token = "0wn" });

        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("corp.open-1.0.0"));
        Assert.That(other.Requests.Select(request => request["Authorization"]), Is.All.EqualTo(expected));
    }

    private static Dictionary<string, string> Needs(string name, string range) => new() { [name] = range };
}
