using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Protocol;

[TestFixture]
public sealed class SearchAnswerTests : GalaxyTest
{
    private const string Search = "/api/galaxy/v3/plugin/ansible/search/collection-versions/";

    [Test]
    public async Task What_was_found_leads_to_it_in_rest()
    {
        var remote = await Host.CreateAsync(new CollectionRemote { Name = "leads", Url = "https://example.com/" });
        var repository = await Host.CreateAsync(new AnsibleRepository { Name = "leads", Remote = remote.Id, RetainRepoVersions = 5 });
        await Host.CreateAsync(new AnsibleDistribution { Name = "leads", BasePath = "leads", Repository = repository.Id });
        await Host.AddAsync(repository, await Host.CollectionAsync("leads.tools", "1.0.0"), new AnsibleNamespaceMetadata { Name = "leads", AvatarSha256 = new string('a', 64), MetadataSha256 = new string('e', 64) });
        var item = (await Host.GetJsonAsync(Search + "?namespace=leads")).GetProperty("data")[0];

        var place = item.GetProperty("repository");
        var shown = await Host.GetJsonAsync(place.GetProperty("pulp_href").GetString()!, "admin");
        foreach (var field in new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "versions_href", "latest_version_href", "name", "description", "retain_repo_versions", "retain_checkpoints", "remote" })
            Assert.That(place.GetProperty(field).GetRawText(), Is.EqualTo(shown.GetProperty(field).GetRawText()), field);
        var version = await Host.GetJsonAsync(item.GetProperty("collection_version").GetProperty("pulp_href").GetString()!, "admin");
        Assert.That(version.GetProperty("name").GetString(), Is.EqualTo("tools"));
        var metadata = item.GetProperty("namespace_metadata");
        Assert.That((await Host.GetJsonAsync(metadata.GetProperty("pulp_href").GetString()!, "admin")).GetProperty("name").GetString(), Is.EqualTo("leads"));
        Assert.That(metadata.GetProperty("avatar_url").GetString(), Does.StartWith("http").And.EndWith("content/leads/namespaces/leads/avatar/"));
        Assert.That(metadata.GetProperty("metadata_sha256").GetString(), Is.EqualTo(new string('e', 64)));
        Assert.That((metadata.GetProperty("email").GetString(), metadata.GetProperty("resources").GetString(), metadata.GetProperty("links").GetArrayLength()), Is.EqualTo(("", "", 0)));
    }

    [Test]
    public async Task Versions_that_distributions_name_are_searched_beside_the_latest()
    {
        var repository = await Host.CreateRepositoryAsync("pinned-latest");
        var pinned = await Host.AddAsync(repository, await Host.CollectionAsync("pinned.tools", "1.0.0"));
        await Host.AddAsync(repository, await Host.CollectionAsync("pinned.tools", "2.0.0"));
        await Host.CreateAsync(new AnsibleDistribution { Name = "pinned-first", BasePath = "pinned-first", RepositoryVersion = pinned!.Id });
        foreach (var time in new[] { "first", "again" })
        {
            Assert.That(await FoundAsync(""), Is.EquivalentTo(new[] { "1 1.0.0", "latest 1.0.0", "latest 2.0.0" }), time);
            Assert.That(await FoundAsync("&repository_version=latest"), Is.EquivalentTo(new[] { "latest 1.0.0", "latest 2.0.0" }), time);
            Assert.That(await FoundAsync("&repository_version=1"), Is.EquivalentTo(new[] { "1 1.0.0" }), time);
            Assert.That(await FoundAsync("&repository_version=7"), Is.Empty, time);
        }

        async Task<IEnumerable<string>> FoundAsync(string more) => (await Host.GetJsonAsync(Search + "?namespace=pinned" + more)).GetProperty("data").EnumerateArray()
            .Select(item => $"{item.GetProperty("repository_version").GetString()} {item.GetProperty("collection_version").GetProperty("version").GetString()}");
    }

    [Test]
    public async Task What_is_in_a_collection_is_shown_when_its_archive_is_here()
    {
        var repository = await Host.CreateRepositoryAsync("contents");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new CollectionBuilder("contents", "tools", "1.0.0").WithModule("ping").Build()), "file", "contents-tools-1.0.0.tar.gz" } };
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, "/pulp_ansible/galaxy/contents/api/v3/artifacts/collections/", form), 202);
        await Host.AddAsync(repository, await Host.CollectionAsync("contents.none", "1.0.0"));

        var found = (await Host.GetJsonAsync(Search + "?namespace=contents&order_by=-name")).GetProperty("data").EnumerateArray().Select(item => item.GetProperty("collection_version").GetProperty("contents")).ToArray();
        Assert.That(found[0][0].GetProperty("name").GetString(), Is.EqualTo("ping"));
        Assert.That(found[0][0].GetProperty("content_type").GetString(), Is.EqualTo("module"));
        Assert.That(found[1].GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task The_search_is_rebuilt_by_a_task()
    {
        using var admin = Host.CreateRestClient("admin");
        await Host.AddAsync(await Host.CreateRepositoryAsync("rebuilt"), await Host.CollectionAsync("rebuilt.tools", "1.0.0"));
        Assert.That(Describe(await Host.GetJsonAsync(Search + "?namespace=rebuilt")), Is.EqualTo(new[] { "rebuilt.tools 1.0.0" }));
        foreach (var path in new[] { Search, "/pulp_ansible/galaxy/default/api/v3/plugin/ansible/search/collection-versions/", "/pulp_ansible/galaxy/rebuilt/api/v3/plugin/ansible/search/collection-versions/" })
        {
            var task = await admin.CompletedAsync(await admin.PostAsync(path));
            Assert.That((string?)task["name"], Is.EqualTo("ansible.rebuild_search"));
            Assert.That((int)task["progress_reports"]![0]!["done"]!, Is.Positive);
        }

        Assert.That(Describe(await Host.GetJsonAsync(Search + "?namespace=rebuilt")), Is.EqualTo(new[] { "rebuilt.tools 1.0.0" }));
        await Host.CreateUserAsync("rebuilder");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, Search, user: "rebuilder"), 403, "permission_denied");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, Search, user: null), 401, "not_authenticated");
    }

    [Test]
    public async Task Addresses_begin_with_the_path_below_which_the_server_is()
    {
        await using var host = await GalaxyHost.StartAsync(services => services.Configure<PulpOptions>(options => options.PathBase = "/below"));
        await host.AddAsync(await host.CreateRepositoryAsync("hub"), await host.CollectionAsync("acme.tools", "1.0.0"));
        var found = await host.GetJsonAsync("/below" + Search);
        Assert.That(found.GetProperty("links").GetProperty("first").GetString(), Does.StartWith("/below/api/galaxy/v3/"));
        var href = found.GetProperty("data")[0].GetProperty("repository").GetProperty("pulp_href").GetString()!;
        Assert.That((await host.GetJsonAsync(href, "admin")).GetProperty("pulp_href").GetString(), Is.EqualTo(href));
        using var answer = await host.SendAsync(HttpMethod.Post, "/below" + Search);
        var task = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("task").GetString()!;
        Assert.That((await host.GetJsonAsync(task, "admin")).GetProperty("pulp_href").GetString(), Is.EqualTo(task));
    }

    private static string[] Describe(JsonElement found) => [.. found.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("collection_version"))
        .Select(version => $"{version.GetProperty("namespace").GetString()}.{version.GetProperty("name").GetString()} {version.GetProperty("version").GetString()}")];
}
