using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Protocol;

[TestFixture]
public sealed class DiscoveryTests : GalaxyTest
{
    [TestCase("/pulp_ansible/galaxy/told/one/api/")]
    [TestCase("/api/galaxy/content/told/one/")]
    public async Task A_distribution_tells_the_versions_of_the_api(string path)
    {
        if (!await Host.Database.ReadAsync(session => ExistsAsync(session, "told/one")))
            await Host.CreateRepositoryAsync("told/one");
        var versions = await Host.GetJsonAsync(path);
        Assert.That(versions.GetProperty("available_versions").GetProperty("v3").GetString(), Is.EqualTo("v3/"));
        Assert.That(versions.GetProperty("available_versions").GetProperty("v1").GetString(), Is.EqualTo("v1/"));
        Assert.That(versions.GetProperty("available_versions").TryGetProperty("v2", out _), Is.False);
        Assert.That(versions.GetProperty("current_version").GetString(), Is.EqualTo("v3"));
    }

    [TestCase("/pulp_ansible/galaxy/default/api/")]
    [TestCase("/api/galaxy/")]
    public async Task The_server_itself_serves_collections_only(string path)
    {
        var versions = (await Host.GetJsonAsync(path)).GetProperty("available_versions");
        Assert.That(versions.EnumerateObject().Select(version => version.Name), Is.EqualTo(new[] { "v3" }));
        Assert.That((await Host.GetJsonAsync(path)).TryGetProperty("server_version", out _), Is.False);
        var known = (await Host.GetJsonAsync(path, "admin")).GetProperty("available_versions");
        Assert.That(known.GetProperty("pulp-v3").GetString(), Is.EqualTo("/pulp/api/v3/"));
        Assert.That((await Host.GetJsonAsync(path, "admin")).GetProperty("server_version").GetString(), Does.Match("^[0-9]+[.][0-9]+[.][0-9]+$"));
    }

    [Test]
    public async Task The_bare_address_leads_to_the_default_distribution_or_says_which_address_to_use()
    {
        await using var host = await GalaxyHost.StartAsync();
        using var answer = await host.GetAsync("/api/");
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain($"Use {new Uri(host.Url, "pulp_ansible/galaxy/BASE_PATH/api/")}"));
        await AssertAsync(answer, 400, "invalid");

        await host.CreateRepositoryAsync("default");
        var versions = (await host.GetJsonAsync("/api/")).GetProperty("available_versions");

        Assert.That(versions.ToString(), Is.EqualTo("""{"v1":"galaxy/v1/","v3":"galaxy/v3/"}"""));
        foreach (var version in versions.EnumerateObject())
            Assert.That((int)(await host.GetAsync("/api/" + version.Value.GetString())).StatusCode, Is.LessThan(400), version.Name);
    }

    [Test]
    public async Task Roles_are_asked_for_where_no_distribution_is_named_when_there_is_a_default_one()
    {
        await using var host = await GalaxyHost.StartAsync();
        await AssertAsync(await host.GetAsync("/api/galaxy/v1/roles/"), 404, "not_found");
        await host.AddAsync(await host.CreateRepositoryAsync("default"), new Role { Namespace = "acme", Name = "web", Version = "1" });

        Assert.That((await host.GetJsonAsync("/api/galaxy/")).GetProperty("available_versions").GetProperty("v1").GetString(), Is.EqualTo("v1/"));
        Assert.That(Texts((await host.GetJsonAsync("/api/galaxy/v1/roles/?owner__username=acme&name=web")).GetProperty("results"), "id"), Is.EqualTo(new[] { "acme.web" }));
        Assert.That(Texts((await host.GetJsonAsync("/api/galaxy/v1/roles/acme.web/versions/")).GetProperty("results"), "name"), Is.EqualTo(new[] { "1" }));
        Assert.That((await host.GetJsonAsync("/api/galaxy/v1/users/", "admin")).GetProperty("count").GetInt32(), Is.EqualTo(1));
        await AssertAsync(await host.GetAsync("/api/galaxy/v1/imports?id=1", "admin"), 404, "not_found");
        await AssertAsync(await host.SendAsync(HttpMethod.Post, "/api/galaxy/v1/sync/", user: null), 401, "not_authenticated");
        await AssertAsync(await host.SendAsync(HttpMethod.Put, "/api/galaxy/v1/sync/"), 405, "method_not_allowed");
        await AssertAsync(await host.GetAsync("/api/galaxy/v1/strange/"), 404);
        await AssertAsync(await host.SendAsync(HttpMethod.Delete, "/api/galaxy/v1/removerole/?github_user=acme&github_repo=web"), 200);
        Assert.That((await host.GetJsonAsync("/api/galaxy/v1/roles/")).GetProperty("count").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task What_is_not_there_is_told_in_galaxys_form()
    {
        using var nothing = await Host.GetAsync("/pulp_ansible/galaxy/nothing/api/");
        Assert.That(await nothing.Content.ReadAsStringAsync(), Does.Contain("There is no distribution at this address"));
        await AssertAsync(nothing, 404, "not_found");
        await AssertAsync(await Host.GetAsync("/api/galaxy/content/nothing/v3/collections/a/b/"), 404, "not_found");
        await AssertAsync(await Host.GetAsync("/api/galaxy/v3/strange/"), 404, "not_found");
        await Host.CreateRepositoryAsync("methods");
        await AssertAsync(await Host.SendAsync(HttpMethod.Put, ContentOf("methods") + "collections/index/"), 405, "method_not_allowed");
    }

    [TestCase("v3/collections/", "collections/index/")]
    [TestCase("v3/collections/acme/tools/", "collections/index/acme/tools/")]
    [TestCase("v3/collections/acme/tools/versions/?limit=100", "collections/index/acme/tools/versions/?limit=100")]
    [TestCase("v3/collections/acme/tools/versions/1.0.0/docs-blob/", "collections/index/acme/tools/versions/1.0.0/docs-blob/")]
    [TestCase("v3/collections/all/", "collections/all-collections/")]
    [TestCase("v3/collection_versions/all/", "collections/all-versions/")]
    [TestCase("v3/namespaces/acme/", "namespaces/acme/")]
    [TestCase("v3/plugin/ansible/content/{0}/collections/index/?limit=1", "collections/index/?limit=1")]
    [TestCase("v3/artifacts/collections/moved/acme-tools-1.0.0.tar.gz", "collections/artifacts/acme-tools-1.0.0.tar.gz")]
    public async Task Older_addresses_lead_to_the_present_ones(string old, string present)
    {
        var name = "moved" + Guid.NewGuid().ToString("N");
        await Host.CreateRepositoryAsync(name);
        old = old.Replace("{0}", name, StringComparison.Ordinal);
        using var pulp = await Host.GetAsync($"/pulp_ansible/galaxy/{name}/api/{old}");
        Assert.That((int)pulp.StatusCode, Is.EqualTo(302));
        Assert.That(pulp.Headers.Location!.OriginalString, Is.EqualTo($"/pulp_ansible/galaxy/default/api/v3/plugin/ansible/content/{name}/{present}"));
        using var hub = await Host.GetAsync($"/api/galaxy/content/{name}/{old}");
        Assert.That(hub.Headers.Location!.OriginalString, Is.EqualTo($"/api/galaxy/v3/plugin/ansible/content/{name}/{present}"));
    }

    [Test]
    public async Task Older_clients_that_put_api_behind_the_address_are_led_back()
    {
        await Host.CreateRepositoryAsync("back");
        using var answer = await Host.GetAsync("/api/galaxy/content/back/api/v3/collections/?limit=5");
        Assert.That((int)answer.StatusCode, Is.EqualTo(307));
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/api/galaxy/content/back/v3/collections/?limit=5"));
    }

    [Test]
    public async Task The_default_distribution_answers_where_none_is_named()
    {
        await using var host = await GalaxyHost.StartAsync();
        await AssertAsync(await host.GetAsync("/pulp_ansible/galaxy/default/api/v3/collections/acme/tools/"), 404, "not_found");
        await host.CreateRepositoryAsync("default");
        foreach (var (server, style) in new[] { ("/pulp_ansible/galaxy/default/api/", "pulp"), ("/api/galaxy/", "hub") })
        {
            using var answer = await host.GetAsync(server + "v3/collections/acme/tools/");
            Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo(server + "v3/plugin/ansible/content/default/collections/index/acme/tools/"), style);
            Assert.That((await host.GetJsonAsync(server + "v3/plugin/ansible/client-configuration/")).GetProperty("default_distribution_path").GetString(), Is.EqualTo("default"));
        }
    }

    [Test]
    public async Task The_time_of_publication_changes_with_what_is_served()
    {
        var repository = await Host.CreateRepositoryAsync("published");
        var before = (await Host.GetJsonAsync("/pulp_ansible/galaxy/published/api/v3/")).GetProperty("published").GetString();
        Assert.That((await Host.GetJsonAsync(ContentOf("published") + "collections/")).GetProperty("published").GetString(), Is.EqualTo(before));
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.tools", "1.0.0"));
        Assert.That((await Host.GetJsonAsync("/pulp_ansible/galaxy/published/api/v3/")).GetProperty("published").GetString(), Is.Not.EqualTo(before));
    }

    private static async ValueTask<bool> ExistsAsync(Stores.IStoreSession session, string name) =>
        await session.Resources.FindAsync(Resources.ResourceKind.Repository, Domains.Domain.DefaultId, name) is not null;
}
