using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Remotes;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.Sync;

/// <summary>A mirror of a server of our own.</summary>
[TestFixture]
public sealed class OwnServerSyncTests : GalaxyTest
{
    [TestCase("/pulp_ansible/galaxy/{0}/", true)]
    [TestCase("/pulp_ansible/galaxy/{0}/", false)]
    [TestCase("/api/galaxy/content/{0}/", true)]
    [TestCase("/api/galaxy/content/{0}/", false)]
    public async Task Everything_a_repository_holds_arrives_and_a_second_mirror_changes_nothing(string address, bool isWhole)
    {
        var name = $"up{address.Length}{isWhole}";
        await FillAsync(name);
        await using var mirror = await SyncHost.StartAsync();
        var url = new Uri(Host.Url, string.Format(System.Globalization.CultureInfo.InvariantCulture, address, name)).AbsoluteUri;
        var repository = await mirror.CreateAsync(remote => remote with { Url = url, RequirementsFile = isWhole ? null : "collections: [acme.tools, acme.base]" });

        await mirror.SyncedAsync(repository, mirror: true);

        Assert.That(await mirror.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0 acme.tools-1.0.0 acme.tools-2.0.0-rc.1"));
        var unit = (await mirror.UnitsAsync<CollectionVersion>(repository)).Single(unit => unit.Version == "1.0.0" && unit.Name == "tools");
        Assert.Multiple(async () =>
        {
            Assert.That((unit.Description, unit.RequiresAnsible, unit.Dependencies["acme.base"], unit.Tags.Count), Is.EqualTo(("About acme.tools", ">=2.14", "*", 2)));
            Assert.That((await mirror.UnitsAsync<CollectionVersionMark>(repository)).Single().Value, Is.EqualTo("tested"));
            Assert.That((await mirror.UnitsAsync<CollectionVersionSignature>(repository)).Single().Data, Is.EqualTo(MadeSignatures.Of()));
            Assert.That((await mirror.UnitsAsync<AnsibleCollectionDeprecated>(repository)).Single().Name, Is.EqualTo("base"));
            Assert.That((await mirror.UnitsAsync<AnsibleNamespaceMetadata>(repository)).Single().Company, Is.EqualTo("ACME"));
        });
        var before = (await mirror.LatestAsync(repository)).Id;
        await mirror.SyncedAsync(repository, mirror: true);
        await mirror.SyncedAsync(repository, mirror: true, options: new { optimize = false });
        Assert.That((await mirror.LatestAsync(repository)).Id, Is.EqualTo(before));
    }

    [Test]
    public async Task Signatures_that_come_later_are_found_by_the_next_sync_with_a_requirements_file_too()
    {
        var source = await FillAsync("signed-later");
        await using var mirror = await SyncHost.StartAsync();
        var url = new Uri(Host.Url, "/pulp_ansible/galaxy/signed-later/").AbsoluteUri;
        var repository = await mirror.CreateAsync(remote => remote with { Url = url, RequirementsFile = "collections: [acme.base]" });
        await mirror.SyncedAsync(repository);
        var upstream = await Host.CollectionAsync("acme.base", "1.0.0");
        await Host.AddAsync(
            source,
            new CollectionVersionSignature { CollectionSha256 = upstream.Sha256, Digest = new string('2', 64), Data = MadeSignatures.Of(2), PubkeyFingerprint = "AB" });

        await mirror.SyncedAsync(repository);

        Assert.That((await mirror.UnitsAsync<CollectionVersionSignature>(repository)).Single().Data, Is.EqualTo(MadeSignatures.Of(2)));
    }

    [Test]
    public async Task A_collection_that_is_not_here_is_fetched_with_what_it_needs_when_a_client_asks_for_it()
    {
        await FillAsync("source");
        var remote = await Host.CreateAsync(new CollectionRemote { Name = "source", Url = new Uri(Host.Url, "/pulp_ansible/galaxy/source/").AbsoluteUri, Policy = DownloadPolicy.OnDemand, MaxRetries = 0 });
        var repository = await Host.CreateAsync(new AnsibleRepository { Name = "through" });
        var distribution = await Host.CreateAsync(new AnsibleDistribution { Name = "through", BasePath = "through", Repository = repository.Id, Remote = remote.Id });

        using (var anonymous = await Host.GetAsync(ContentOf("through") + "collections/index/acme/tools/versions/"))
            Assert.That(await anonymous.Content.ReadAsStringAsync(), Does.Contain("pull_new_ansibledistribution"), "Who did not log in starts nothing.");
        await Host.CreateUserAsync("stranger");
        using (var stranger = await Host.GetAsync(ContentOf("through") + "collections/index/acme/tools/versions/", "stranger"))
            Assert.That(stranger.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        await Host.GrantAsync(await Host.CreateUserAsync("puller"), "ansible.ansibledistribution_puller", distribution);

        var versions = await Host.GetJsonAsync(ContentOf("through") + "collections/index/acme/tools/versions/", "puller");
        Assert.That((await Host.GetJsonAsync(ContentOf("through") + "collections/index/acme/tools/versions/")).GetProperty("meta").GetProperty("count").GetInt32(), Is.EqualTo(2), "What was fetched is for everyone.");
        Assert.That(Texts(versions.GetProperty("data"), "version"), Is.EquivalentTo(new[] { "1.0.0", "2.0.0-rc.1" }));
        var needed = await Host.GetJsonAsync(ContentOf("through") + "collections/index/acme/base/");
        Assert.That(needed.GetProperty("highest_version").GetProperty("version").GetString(), Is.EqualTo("1.0.0"));
        using (var file = await Host.GetAsync(ContentOf("through") + "collections/artifacts/acme-tools-1.0.0.tar.gz"))
            Assert.That(await file.Content.ReadAsStringAsync(), Is.EqualTo("acme.tools 1.0.0 acme.base*"));
        using var unknown = await Host.GetAsync(ContentOf("through") + "collections/index/acme/never/");
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Repository_and_remote_say_which_task_synced_last()
    {
        await FillAsync("last-source");
        var remote = await Host.CreateAsync(new CollectionRemote { Name = "last", Url = new Uri(Host.Url, "/pulp_ansible/galaxy/last-source/").AbsoluteUri, Policy = DownloadPolicy.OnDemand, MaxRetries = 0 });
        var repository = await Host.CreateAsync(new AnsibleRepository { Name = "last", Remote = remote.Id });
        string[] shown = [$"/pulp/api/v3/repositories/ansible/ansible/{repository.Id}/", $"/pulp/api/v3/remotes/ansible/collection/{remote.Id}/"];
        foreach (var href in shown)
            Assert.That((await Host.GetJsonAsync(href, "admin")).GetProperty("last_sync_task").ValueKind, Is.EqualTo(JsonValueKind.Null));

        using var answer = await Host.SendAsync(HttpMethod.Post, shown[0] + "sync/", JsonContent.Create(new { }));
        var task = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("task").GetString()!;
        await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(task.TrimEnd('/').Split('/')[^1]));

        foreach (var href in shown)
            Assert.That((await Host.GetJsonAsync(href, "admin")).GetProperty("last_sync_task").GetString(), Is.EqualTo(task), href);
    }

    private async Task<AnsibleRepository> FillAsync(string name)
    {
        var repository = await Host.CreateRepositoryAsync(name);
        var tools = await Host.CollectionAsync("acme.tools", "1.0.0", ("acme.base", "*"));
        await Host.AddAsync(
            repository,
            tools,
            await Host.CollectionAsync("acme.tools", "2.0.0-rc.1"),
            await Host.CollectionAsync("acme.base", "1.0.0"),
            new CollectionVersionMark { CollectionSha256 = tools.Sha256, Value = "tested" },
            new CollectionVersionSignature { CollectionSha256 = tools.Sha256, Digest = new string('1', 64), Data = MadeSignatures.Of(), PubkeyFingerprint = "AB" },
            new AnsibleCollectionDeprecated { Namespace = "acme", Name = "base" },
            NamespaceMetadata.WithDigest(new AnsibleNamespaceMetadata { Name = "acme", Company = "ACME", MetadataSha256 = "" }));
        return repository;
    }
}
