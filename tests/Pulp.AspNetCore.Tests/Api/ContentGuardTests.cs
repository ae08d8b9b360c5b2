using System.Net;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

/// <summary>The guards that are there without any plugin.</summary>
internal sealed class ContentGuardTests
{
    private const string Rbac = "contentguards/core/rbac/";
    private const string Header = "contentguards/core/header/";
    private const string Composite = "contentguards/core/composite/";
    private ApiHost host = null!;

    private RestClient Admin => host.Admin;

    [SetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [TearDown]
    public async Task Stop() => await host.DisposeAsync();

    [TestCase(Rbac, "{}", """{"description":null,"users":[{"username":"admin","pulp_href":"/pulp/api/v3/users/1/","prn":"prn:auth.user:1"}],"groups":[]}""")]
    [TestCase(Header, """{"header_name":"X-My","header_value":"1"}""", """{"description":null,"header_name":"X-My","header_value":"1","jq_filter":null}""")]
    [TestCase("contentguards/core/content_redirect/", "{}", """{"description":null}""")]
    [TestCase(Composite, """{"guards":[]}""", """{"description":null,"guards":[]}""")]
    [TestCase(Composite, "{}", """{"description":null,"guards":[]}""")]
    public async Task A_guard_is_created_changed_and_deleted_at_once(string path, string fields, string shown)
    {
        var body = JsonNode.Parse(fields)!.AsObject();
        body["name"] = "one";

        var created = await Admin.PostAsync(path, body);

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Text);
        var rest = created.Json.DeepClone().AsObject();
        foreach (var name in new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "name" })
            Assert.That(rest.Remove(name), Is.True, name);
        Assert.That(rest.ToJsonString(), Is.EqualTo(shown));
        var changed = await Admin.PatchAsync(created.Href!, new { description = "why" });
        Assert.That((changed.Status, (string?)changed.Json["description"]), Is.EqualTo((HttpStatusCode.OK, "why")));
        Assert.That((int?)(await Admin.ReadAsync("contentguards/?name=one"))["count"], Is.EqualTo(1));
        Assert.That((await Admin.DeleteAsync(created.Href!)).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task Users_and_groups_with_the_role_of_a_guard_read()
    {
        var guard = await Admin.CreateAsync(Rbac, new { name = "team" });
        var href = (string)guard["pulp_href"]!;
        var group = await Admin.CreateAsync("groups/", new { name = "testers" });
        using var member = await host.UserAsync("member");
        await Admin.CreateAsync((string)group["pulp_href"]! + "users/", new { username = "member" });
        using var single = await host.UserAsync("single");
        using var viewer = await host.UserAsync("viewer", "core.rbaccontentguard_viewer");
        var path = await DistributeAsync(href);
        foreach (var client in new[] { single, member, viewer, host.Anonymous })
            Assert.That(await GetAsync(client, path), Is.EqualTo(HttpStatusCode.Forbidden));

        await Admin.CreateAsync(href + "add_role/", new { role = "core.rbaccontentguard_downloader", users = new[] { "single" }, groups = new[] { "testers" } });

        Assert.That(await GetAsync(single, path), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await GetAsync(member, path), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await GetAsync(Admin, path), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await GetAsync(viewer, path), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await GetAsync(host.Anonymous, path), Is.EqualTo(HttpStatusCode.Forbidden));
        var shown = await Admin.ReadAsync(href);
        Assert.That(shown["users"]!.AsArray().Select(user => (string?)user!["username"]), Is.EqualTo(new[] { "admin", "single" }));
        Assert.That(shown["groups"]!.AsArray().Select(one => (string?)one!["name"]), Is.EqualTo(new[] { "testers" }));
        Assert.That((await single.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));

        await Admin.CreateAsync(href + "remove_role/", new { role = "core.rbaccontentguard_downloader", users = new[] { "single", "admin" }, groups = new[] { "testers" } });

        Assert.That(await GetAsync(single, path), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await GetAsync(member, path), Is.EqualTo(HttpStatusCode.Forbidden));
        shown = await Admin.ReadAsync(href);
        Assert.That((shown["users"]!.AsArray().Count, shown["groups"]!.AsArray().Count), Is.EqualTo((0, 0)));
    }

    [TestCase(".a | .b")]
    [TestCase("a")]
    [TestCase("")]
    [TestCase(".a[-1]")]
    [TestCase(".a[99999999999]")]
    [TestCase("..a")]
    [TestCase(".a[]")]
    [TestCase("env.HOME")]
    public async Task A_filter_that_is_no_path_is_refused(string filter)
    {
        var answer = await Admin.PostAsync(Header, new { name = "jq", header_name = "X", header_value = "1", jq_filter = filter });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        Assert.That(answer.Error("jq_filter"), Is.Not.Null, answer.Text);
    }

    [Test]
    public async Task A_composite_cannot_contain_itself_and_keeps_its_guards_from_deletion()
    {
        var header = await Admin.CreateAsync(Header, new { name = "h", header_name = "X", header_value = "1" });
        var inner = await Admin.CreateAsync(Composite, new { name = "inner", guards = new[] { (string)header["pulp_href"]! } });
        var outer = await Admin.CreateAsync(Composite, new { name = "outer", guards = new[] { (string)inner["prn"]! } });
        Assert.That((string?)outer["guards"]![0], Is.EqualTo((string?)inner["pulp_href"]));

        var circle = await Admin.PatchAsync((string)inner["pulp_href"]!, new { guards = new[] { (string)outer["pulp_href"]! } });
        var itself = await Admin.PatchAsync((string)inner["pulp_href"]!, new { guards = new[] { (string)inner["pulp_href"]! } });
        var deleted = await Admin.DeleteAsync((string)header["pulp_href"]!);

        Assert.That((circle.Status, circle.Error("guards")), Is.EqualTo((HttpStatusCode.BadRequest, "The guard would contain itself.")), circle.Text);
        Assert.That(itself.Status, Is.EqualTo(HttpStatusCode.BadRequest), itself.Text);
        Assert.That((int)deleted.Status, Is.EqualTo(400).Or.EqualTo(409), deleted.Text);
        Assert.That((await Admin.GetAsync((string)header["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    private async Task<string> DistributeAsync(string guard)
    {
        var repository = await Admin.CreateAsync("repositories/notes/notes/", new { name = "guarded" });
        await Admin.CompletedAsync(await Admin.PostAsync("distributions/notes/notes/", new { name = "guarded", base_path = "guarded", repository = repository["pulp_href"], content_guard = guard }));
        return "/pulp/content/guarded/absent";
    }

    private static async Task<HttpStatusCode> GetAsync(RestClient client, string path) => (await client.GetAsync(path)).Status;
}
