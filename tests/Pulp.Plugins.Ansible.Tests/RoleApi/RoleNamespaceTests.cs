using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Access;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Role = Pulp.Plugins.Ansible.Models.Role;

namespace Pulp.Plugins.Ansible.Tests.RoleApi;

/// <summary>Asks whose the namespaces of roles are, and gives them to others.</summary>
[TestFixture]
public sealed class RoleNamespaceTests : GalaxyTest
{
    private AnsibleRepository repository = null!;
    private User ann = null!;
    private User bob = null!;

    [OneTimeSetUp]
    public async Task Prepare()
    {
        repository = await Host.CreateRepositoryAsync("spaces");
        (ann, bob) = (await Host.CreateUserAsync("ann"), await Host.CreateUserAsync("bob"));
        foreach (var user in new[] { ann, bob })
            await Host.GrantAsync(user, "ansible.ansiblerepository_publisher", repository);
        await Host.AddAsync(repository, RoleOf("acme", "web"), RoleOf("acme", "db"), RoleOf("acme.labs", "web"), RoleOf("Old-Name", "web"), RoleOf("nobody", "web"));
        await Host.CreateAsync(new AnsibleNamespace { Name = "acme" }, ann.Id);
    }

    [Test]
    public async Task The_namespaces_of_roles_are_listed_with_owners_for_who_is_logged_in()
    {
        var anonymous = await Host.GetJsonAsync(PathOf("?keywords=acme"));
        var known = await Host.GetJsonAsync(PathOf("?keywords=acme&page_size=1"), "bob");

        Assert.That(Texts(anonymous.GetProperty("results"), "name"), Is.EqualTo(new[] { "acme", "acme.labs" }));
        Assert.That(anonymous.GetProperty("results")[0].GetProperty("summary_fields").GetProperty("owners").GetArrayLength(), Is.Zero);
        Assert.That(known.GetProperty("next_link").GetString(), Does.EndWith("v1/namespaces/?keywords=acme&page=2&page_size=1"));
        var first = known.GetProperty("results")[0];
        Assert.That(first.GetProperty("summary_fields").GetProperty("owners").ToString(), Is.EqualTo($$"""[{"id":{{ann.Id}},"username":"ann"}]"""));
        Assert.That(first.GetProperty("summary_fields").GetProperty("provider_namespaces")[0].GetProperty("name").GetString(), Is.EqualTo("acme"));
        Assert.That((await Host.GetJsonAsync(first.GetProperty("summary_fields").GetProperty("provider_namespaces")[0].GetProperty("pulp_href").GetString()!, "admin")).GetProperty("name").GetString(), Is.EqualTo("acme"));
        Assert.That(Texts(await Host.GetJsonAsync(first.GetProperty("related").GetProperty("owners").GetString()!, "bob"), "username"), Is.EqualTo(new[] { "ann" }));
    }

    [TestCase("?owner=ann", "acme")]
    [TestCase("?provider=acme", "acme")]
    [TestCase("?name=acme.labs", "acme.labs")]
    [TestCase("?sort=-name&keywords=acme", "acme.labs acme")]
    public async Task Namespaces_are_filtered_and_sorted(string query, string expected) =>
        Assert.That(string.Join(' ', Texts((await Host.GetJsonAsync(PathOf(query), "bob")).GetProperty("results"), "name")), Is.EqualTo(expected));

    [Test]
    public async Task Owners_give_their_namespace_to_others_who_may_then_remove_its_roles()
    {
        await Host.AddAsync(repository, RoleOf("given", "web"), RoleOf("given", "db"), RoleOf("given.more", "web"));
        await Host.CreateAsync(new AnsibleNamespace { Name = "given" }, ann.Id);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, PathOf("given/"), user: "bob"), 403, "permission_denied");
        await AssertAsync(await PutAsync("given/owners/", $$"""{"owners":[{"id":{{bob.Id}}}]}""", "bob"), 403, "permission_denied");
        await AssertAsync(await PutAsync("given/owners/", """{"owners":[{"id":999999}]}""", "ann"), 400, "invalid");
        await AssertAsync(await PutAsync("given/owners/", """{"owners":[{"name":"bob"}]}""", "ann"), 400, "invalid");
        await AssertAsync(await PutAsync("given/owners/", $$"""{"owners":[{"id":{{bob.Id}}},{"id":{{ann.Id}}}]}""", "ann"), 200);
        await AssertAsync(await PutAsync("given/owners/", $$"""{"owners":[{"id":{{bob.Id}}}]}""", "ann"), 200);
        Assert.That(Texts(await Host.GetJsonAsync(PathOf("given/owners/"), "ann"), "username"), Is.EqualTo(new[] { "bob" }));

        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, "/pulp_ansible/galaxy/spaces/api/v1/roles/given.db/", user: "ann"), 403, "permission_denied");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, "/pulp_ansible/galaxy/spaces/api/v1/roles/given.db/", user: "bob"), 204);
        await AssertAsync(await Host.GetAsync("/pulp_ansible/galaxy/spaces/api/v1/roles/given.db/"), 404, "not_found");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, PathOf("given/"), user: "bob"), 204);

        await AssertAsync(await Host.GetAsync("/pulp_ansible/galaxy/spaces/api/v1/roles/given.web/"), 404, "not_found");
        await AssertAsync(await Host.GetAsync("/pulp_ansible/galaxy/spaces/api/v1/roles/given.more.web/"), 200);
        await AssertAsync(await Host.GetAsync(PathOf("given/")), 404, "not_found");
    }

    [Test]
    public async Task A_namespace_that_two_were_given_at_once_belongs_to_one_of_them_and_the_list_is_there()
    {
        await Host.CreateAsync(new AnsibleNamespace { Name = "first_of_two", RoleNamespaces = ["twice"] }, ann.Id);
        await Host.CreateAsync(new AnsibleNamespace { Name = "second_of_two", RoleNamespaces = ["twice"] }, bob.Id);

        var listed = (await Host.GetJsonAsync(PathOf("?name=twice"), "bob")).GetProperty("results");
        var shown = await Host.GetJsonAsync(PathOf("twice/"), "bob");

        Assert.That(listed.GetArrayLength(), Is.EqualTo(1));
        Assert.That(listed[0].ToString(), Is.EqualTo(shown.ToString()));
    }

    [Test]
    public async Task Members_of_owning_groups_are_owners_and_stay_when_users_are_set()
    {
        var space = await Host.CreateAsync(new AnsibleNamespace { Name = "grouped" }, ann.Id);
        await Host.Database.WriteAsync(async session =>
        {
            var group = (await session.Access.Groups.SaveAsync(new Group(0, "keepers")))!;
            await session.Access.Groups.SetMemberAsync(group.Id, bob.Id, isMember: true);
            await session.Access.Grants.AddAsync(new Grant(Guid.Empty, null, group.Id, "ansible.ansiblenamespace_owner", space.Id.ToString(), Host.Catalog.ResourceTypeOf(space).PrnOf(space.Id), default));
            return true;
        });

        using var answer = await PutAsync("grouped/owners/", """{"owners":[]}""", "bob");

        Assert.That(Texts(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement, "username"), Is.EqualTo(new[] { "bob" }));
    }

    [Test]
    public async Task A_namespace_is_made_by_who_may_make_namespaces_and_is_theirs()
    {
        await AssertAsync(await PostAsync("", """{"name":"new-one"}""", "bob"), 403, "permission_denied");
        await AssertAsync(await PostAsync("", """{"name":"new/one"}""", "admin"), 400, "invalid");
        await AssertAsync(await PostAsync("", """{"name":"new-one"}""", user: null), 401, "not_authenticated");
        await AssertAsync(await PostAsync("", """{"name":"new-one"}""", "admin"), 200);
        await AssertAsync(await PostAsync("", """{"name":"new-one"}""", "bob"), 200);

        Assert.That(Texts(await Host.GetJsonAsync(PathOf("new-one/owners/"), "bob"), "username"), Is.EqualTo(new[] { "admin" }));
        Assert.That(Texts((await Host.GetJsonAsync(PathOf("?keywords=new"), "bob")).GetProperty("results"), "name"), Is.EqualTo(new[] { "new-one" }));
        Assert.That((await Host.GetJsonAsync(PathOf("?keywords=new"))).GetProperty("count").GetInt32(), Is.Zero, "of what has no roles here nobody is told");
        await AssertAsync(await Host.GetAsync(PathOf("new-one/")), 404, "not_found");
    }

    [Test]
    public async Task A_namespace_of_roles_is_bound_to_one_of_collections_by_who_may_give_it()
    {
        await Host.CreateAsync(new AnsibleNamespace { Name = "provider" }, bob.Id);
        await AssertAsync(await PostAsync("Old-Name/providers/", """{"id":"provider"}""", "bob"), 403, "permission_denied");
        await AssertAsync(await PostAsync("acme/providers/", """{"id":"provider"}""", "bob"), 403, "permission_denied");
        await AssertAsync(await PostAsync("Old-Name/providers/", """{"id":"missing"}""", "admin"), 400, "invalid");
        await AssertAsync(await PutAsync("Old-Name/owners/", """{"owners":[]}""", "admin"), 400, "invalid");
        await AssertAsync(await PostAsync("Old-Name/providers/", """{"id":"provider"}""", "admin"), 200);

        var providers = await Host.GetJsonAsync(PathOf("Old-Name/providers/"));
        Assert.That(Texts(providers, "name"), Is.EqualTo(new[] { "provider" }));
        Assert.That(Texts(await Host.GetJsonAsync(PathOf("Old-Name/owners/"), "bob"), "username"), Is.EqualTo(new[] { "bob" }));
        var shown = await Host.GetJsonAsync("/pulp/api/v3/pulp_ansible/namespaces/?name=provider", "admin");
        Assert.That(shown.GetProperty("results")[0].GetProperty("role_namespaces").ToString(), Is.EqualTo("""["Old-Name"]"""));
        var second = await Host.CreateAsync(new AnsibleNamespace { Name = "second" }, bob.Id);
        await AssertAsync(await PutAsync("Old-Name/providers/", $$"""{"id":"{{second.Id}}"}""", "bob"), 200);
        Assert.That(Texts(await Host.GetJsonAsync(PathOf("Old-Name/providers/")), "name"), Is.EqualTo(new[] { "second" }));
    }

    [TestCase("nobody/", 200)]
    [TestCase("missing/", 404)]
    [TestCase("..%2Fx/owners/", 404)]
    public async Task What_has_neither_roles_nor_owner_is_not_found(string path, int status) => await AssertAsync(await Host.GetAsync(PathOf(path)), status);

    [Test]
    public async Task Nobody_writes_role_namespaces_by_REST()
    {
        var space = await Host.CreateAsync(new AnsibleNamespace { Name = "sly" }, bob.Id);
        using var body = Json("""{"role_namespaces":["nobody"]}""");
        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, $"/pulp/api/v3/pulp_ansible/namespaces/{space.Id}/", body, "bob"), 200);
        Assert.That(Texts(await Host.GetJsonAsync(PathOf("nobody/providers/"), "bob"), "name"), Is.Empty);
    }

    private static Role RoleOf(string space, string name) => new() { Namespace = space, Name = name, Version = "1.0" };

    private static string PathOf(string rest) => "/pulp_ansible/galaxy/spaces/api/v1/namespaces/" + rest;

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private Task<HttpResponseMessage> PutAsync(string path, string body, string user) => Host.SendAsync(HttpMethod.Put, PathOf(path), Json(body), user);

    private Task<HttpResponseMessage> PostAsync(string path, string body, string? user) => Host.SendAsync(HttpMethod.Post, PathOf(path), Json(body), user);
}
