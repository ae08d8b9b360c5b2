using System.Net;
using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Collections;

[TestFixture]
public sealed class CollectionListTests : GalaxyTest
{
    private const string Path = "/pulp/api/v3/ansible/collections/";

    [Test]
    public async Task Every_collection_that_has_a_version_is_listed_wherever_its_versions_are()
    {
        var repository = await Host.CreateAsync(new AnsibleRepository { Name = "undistributed" });
        await Host.AddAsync(repository, await Host.CollectionAsync("listed.tools", "1.0.0"), await Host.CollectionAsync("listed.tools", "1.1.0"), await Host.CollectionAsync("listed.web", "1.0.0"));
        using var admin = Host.CreateRestClient("admin");

        var all = await admin.ReadAsync(Path + "?namespace=listed&ordering=name");
        Assert.That(NamesOf(all), Is.EqualTo(new[] { "tools", "web" }));
        Assert.That(NamesOf(await admin.ReadAsync(Path + "?namespace=listed&name=web")), Is.EqualTo(new[] { "web" }));
        Assert.That(NamesOf(await admin.ReadAsync(Path + "?q=namespace%3Dlisted%20AND%20NOT%20name%3Dweb")), Is.EqualTo(new[] { "tools" }));
        var tools = all["results"]![0]!;
        foreach (var filter in new[] { $"pulp_href__in={tools["pulp_href"]}", $"prn__in={tools["prn"]}", $"pulp_id__in={((string)tools["pulp_href"]!).TrimEnd('/').Split('/')[^1]}" })
            Assert.That(NamesOf(await admin.ReadAsync($"{Path}?{filter}")), Is.EqualTo(new[] { "tools" }), filter);
        var page = await admin.ReadAsync(Path + "?namespace=listed&ordering=-name&limit=1&fields=name");
        Assert.That(((int)page["count"]!, page["results"]!.ToJsonString()), Is.EqualTo((2, """[{"name":"web"}]""")));
        Assert.That((await admin.GetAsync(Path + "?colour=red")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_collection_has_an_address_that_stays_and_that_the_galaxy_api_tells_the_identifier_of()
    {
        var repository = await Host.CreateRepositoryAsync("addressed");
        await Host.AddAsync(repository, await Host.CollectionAsync("addressed.tools", "1.0.0"));
        using var admin = Host.CreateRestClient("admin");
        var href = (string)(await admin.ReadAsync(Path + "?namespace=addressed"))["results"]![0]!["pulp_href"]!;

        await Host.AddAsync(repository, await Host.CollectionAsync("addressed.tools", "2.0.0"));
        var shown = await admin.ReadAsync(href);
        Assert.That(((string?)shown["namespace"], (string?)shown["name"]), Is.EqualTo(("addressed", "tools")));
        Assert.That((string?)shown["prn"], Does.StartWith("prn:ansible.collection:"));
        var version = await Host.GetJsonAsync(ContentOf("addressed") + "collections/index/addressed/tools/versions/2.0.0/");
        Assert.That(href, Is.EqualTo($"{Path}{version.GetProperty("collection").GetProperty("id").GetString()}/"));
        Assert.That((await admin.GetAsync($"{Path}{Guid.NewGuid()}/")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await admin.PostAsync(Path, new { @namespace = "made", name = "up" })).Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That((await admin.DeleteAsync(href)).Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task Roles_are_given_on_one_collection()
    {
        var repository = await Host.CreateAsync(new AnsibleRepository { Name = "shared" });
        await Host.AddAsync(repository, await Host.CollectionAsync("shared.tools", "1.0.0"), await Host.CollectionAsync("shared.web", "1.0.0"));
        await Host.CreateUserAsync("guest");
        using var admin = Host.CreateRestClient("admin");
        using var guest = Host.CreateRestClient("guest");
        var href = (string)(await admin.ReadAsync(Path + "?namespace=shared&name=tools"))["results"]![0]!["pulp_href"]!;

        Assert.That(NamesOf(await guest.ReadAsync(Path + "?namespace=shared")), Is.Empty);
        Assert.That((await guest.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await admin.PostAsync(href + "add_role/", new { role = "ansible.collection_viewer", users = new[] { "guest" } })).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(NamesOf(await guest.ReadAsync(Path + "?namespace=shared")), Is.EqualTo(new[] { "tools" }));
        Assert.That((await guest.ReadAsync(href + "my_permissions/"))["permissions"]!.ToJsonString(), Is.EqualTo("""["ansible.view_collection"]"""));
        Assert.That((string?)(await admin.ReadAsync(href + "list_roles/"))["roles"]![0]!["role"], Is.EqualTo("ansible.collection_viewer"));
        Assert.That((await admin.PostAsync(href + "remove_role/", new { role = "ansible.collection_viewer", users = new[] { "guest" } })).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await guest.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        using var nobody = Host.CreateRestClient();
        Assert.That((await nobody.GetAsync(Path)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_collection_is_gone_when_its_last_version_was_cleaned_up()
    {
        var version = await Host.CollectionAsync("orphaned.tools", "1.0.0");
        var repository = await Host.CreateAsync(new AnsibleRepository { Name = "orphaned" });
        await Host.AddAsync(repository, version);
        using var admin = Host.CreateRestClient("admin");
        var unit = (await admin.ReadAsync("/pulp/api/v3/content/ansible/collection_versions/?namespace=orphaned"))["results"]![0]!;
        Assert.That(((string)unit["pulp_href"]!).TrimEnd('/').Split('/')[^1], Is.EqualTo((string?)unit["id"]));

        await admin.CompletedAsync(await admin.DeleteAsync($"/pulp/api/v3/repositories/ansible/ansible/{repository.Id}/"));
        Assert.That(NamesOf(await admin.ReadAsync(Path + "?namespace=orphaned")), Is.EqualTo(new[] { "tools" }));
        await admin.CompletedAsync(await admin.PostAsync("/pulp/api/v3/orphans/cleanup/", new { content_hrefs = new[] { (string?)unit["pulp_href"] }, orphan_protection_time = 0 }));
        Assert.That(NamesOf(await admin.ReadAsync(Path + "?namespace=orphaned")), Is.Empty);
    }

    private static string?[] NamesOf(JsonNode list) => [.. list["results"]!.AsArray().Select(item => (string?)item!["name"])];
}
