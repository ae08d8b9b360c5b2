using System.Net;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class AccountTests
{
    private ApiHost host = null!;
    private int counter;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task A_user_is_created_logs_in_and_is_locked_out()
    {
        var name = NewName();
        var created = await Admin.PostAsync("users/", new { username = name, password = "long enough", email = "a@b.example" });
        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Text);
        Assert.That(created.Text, Does.Not.Contain("long enough"));
        Assert.That(created.Json.AsObject().Select(field => field.Key), Is.EqualTo(new[]
        {
            "pulp_href", "prn", "id", "username", "first_name", "last_name", "email", "is_staff", "is_active", "date_joined", "groups", "hidden_fields",
        }));
        Assert.That((string?)created.Json["prn"], Is.EqualTo($"prn:auth.user:{created.Json["id"]}"));
        Assert.That(created.Json["hidden_fields"]!.ToJsonString(), Is.EqualTo("""[{"name":"password","is_set":true}]"""));

        using var user = host.ClientOf(name, "long enough");
        Assert.That((await user.GetAsync("tasks/")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Admin.PatchAsync(created.Href!, new { is_active = false })).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await user.GetAsync("tasks/")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await Admin.PatchAsync(created.Href!, new { is_active = true, password = "another one" })).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await user.GetAsync("tasks/")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));

        Assert.That((await Admin.DeleteAsync(created.Href!)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((string?)(await Admin.GetAsync(created.Href!)).Json["detail"], Is.EqualTo("No User matches the given query."));
    }

    [TestCase("group", "groups/", "name")]
    [TestCase("role", "roles/", "name")]
    [TestCase("user", "users/", "username")]
    public async Task Who_creates_an_object_of_the_core_owns_it(string model, string path, string nameField)
    {
        using var creator = await host.UserAsync(NewName(), $"core.{model}_creator");
        var body = new Dictionary<string, object> { [nameField] = NewName() };
        if (model == "role")
            body["permissions"] = new[] { "core.view_task" };
        var created = await creator.PostAsync(path, body);
        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Text);

        Assert.That((await creator.GetAsync(path)).Json["results"]!.AsArray().Select(found => (string?)found!["pulp_href"]), Is.EqualTo(new[] { created.Href }));
        Assert.That((await creator.PatchAsync(created.Href!, new Dictionary<string, string> { [nameField] = NewName() })).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await creator.DeleteAsync(created.Href!)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await host.Database.ReadAsync(session => session.Access.Grants.OnObjectAsync(created.Href!.Split('/')[^2])), Is.Empty);
    }

    [TestCase("""{"username":"admin","password":"long enough"}""", "username")]
    [TestCase("""{"username":"a b","password":"long enough"}""", "username")]
    [TestCase("""{"username":"x","password":"short"}""", "password")]
    [TestCase("""{"username":"x","email":"nowhere"}""", "email")]
    [TestCase("""{}""", "username")]
    public async Task A_user_that_is_not_acceptable_is_refused(string body, string field) => Assert.That((await Admin.PostTextAsync("users/", body)).Error(field), Is.Not.Null);

    [Test]
    public async Task Users_are_listed_and_found()
    {
        var href = (await Admin.PostAsync("users/", new { username = "Findme", last_name = "Quux" })).Href!;

        foreach (var query in new[] { "username=Findme", "username__icontains=findm", "last_name__in=Quux,x", $"pulp_href__in={href}", "q=username=Findme AND is_active=true", $"pulp_id__in={href.Split('/')[^2]}" })
            Assert.That((await Admin.GetAsync($"users/?{query}")).Json["results"]![0]!["username"]!.ToString(), Is.EqualTo("Findme"), query);
        Assert.That((await Admin.GetAsync("users/?password=x")).Error("errors"), Does.StartWith("Invalid Filter"));
        Assert.That((await Admin.GetAsync("users/?ordering=password_hash")).Error("ordering"), Is.Not.Null);
    }

    [Test]
    public async Task Who_manages_users_cannot_take_over_an_administrator()
    {
        using var manager = await host.UserAsync(NewName(), "core.user_owner");
        var admin = (await Admin.GetAsync("users/?username=admin")).Json["results"]![0]!;

        Assert.That((await manager.PatchAsync((string)admin["pulp_href"]!, new { password = "my own choice" })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await manager.DeleteAsync((string)admin["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await Admin.GetAsync("tasks/")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Members_of_a_group_have_its_roles()
    {
        var name = NewName();
        using var user = await host.UserAsync(name);
        var group = await Admin.CreateAsync("groups/", new { name = NewName() });
        var href = (string)group["pulp_href"]!;
        Assert.That((await user.GetAsync("remotes/notes/notes/")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await user.PostAsync("remotes/notes/notes/", new { name, url = "https://u.example/" })).Status, Is.EqualTo(HttpStatusCode.Forbidden));

        var grant = await Admin.PostAsync($"{href}roles/", new { role = "notes.notesremote_creator", content_object = (string?)null });
        Assert.That(grant.Status, Is.EqualTo(HttpStatusCode.Created), grant.Text);
        Assert.That(grant.Json["permissions"]!.ToJsonString(), Is.EqualTo("""["notes.add_notesremote"]"""));
        Assert.That((await Admin.PostAsync($"{href}users/", new { username = name })).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await Admin.PostAsync($"{href}users/", new { username = "nobody" })).Error("username"), Is.Not.Null);
        Assert.That((await Admin.GetAsync($"{href}users/")).Json["results"]![0]!["username"]!.ToString(), Is.EqualTo(name));
        Assert.That((await user.PostAsync("remotes/notes/notes/", new { name, url = "https://u.example/" })).Status, Is.EqualTo(HttpStatusCode.Created));

        var id = (await Admin.GetAsync($"users/?username={name}")).Json["results"]![0]!["id"];
        Assert.That((await Admin.DeleteAsync($"{href}users/{id}/")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await Admin.DeleteAsync($"{href}users/{id}/")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await user.PostAsync("remotes/notes/notes/", new { name = name + "2", url = "https://u.example/" })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await Admin.PatchAsync(href, new { name = NewName() })).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Admin.DeleteAsync(href)).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task Roles_of_a_user_are_given_on_everything_or_on_one_object()
    {
        var name = NewName();
        using var user = await host.UserAsync(name);
        var href = (string)(await Admin.GetAsync($"users/?username={name}")).Json["results"]![0]!["pulp_href"]!;
        var remote = await Admin.CreateAsync("remotes/notes/notes/", new { name = NewName(), url = "https://u.example/" });

        var grant = await Admin.PostAsync($"{href}roles/", new { role = "notes.notesremote_viewer", content_object = remote["pulp_href"] });
        Assert.That(grant.Status, Is.EqualTo(HttpStatusCode.Created), grant.Text);
        Assert.That((string?)grant.Json["content_object_prn"], Is.EqualTo((string?)remote["prn"]));
        Assert.That((await user.GetAsync((string)remote["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Admin.GetAsync($"{href}roles/?content_object={remote["prn"]}&role__contains=viewer")).Json["count"]!.GetValue<int>(), Is.EqualTo(1));
        Assert.That((await Admin.GetAsync($"{href}roles/?content_object=null")).Json["count"]!.GetValue<int>(), Is.Zero);
        Assert.That((await Admin.GetAsync(grant.Href!)).Json["role"]!.ToString(), Is.EqualTo("notes.notesremote_viewer"));
        Assert.That((await Admin.PostAsync($"{href}roles/", new { role = "none" })).Error("role"), Is.Not.Null);
        Assert.That((await Admin.DeleteAsync(grant.Href!)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await user.GetAsync((string)remote["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Roles_are_made_changed_and_the_shipped_ones_stay()
    {
        var name = NewName();
        var role = await Admin.CreateAsync("roles/", new { name, permissions = new[] { "notes.view_notesremote", "core.add_upload", "core.add_upload" } });
        var href = (string)role["pulp_href"]!;
        Assert.That(role["permissions"]!.ToJsonString(), Is.EqualTo("""["core.add_upload","notes.view_notesremote"]"""));
        Assert.That((await Admin.PostAsync("roles/", new { name, permissions = Array.Empty<string>() })).Error("name"), Is.EqualTo("This field must be unique."));
        Assert.That((await Admin.PatchAsync(href, new { permissions = new[] { "notes.fly_notesremote" } })).Error("permissions"), Does.Contain("fly"));
        Assert.That((await Admin.GetAsync($"roles/?contains_permission=core.add_upload&locked=false")).Json["results"]![0]!["name"]!.ToString(), Is.EqualTo(name));

        var shipped = (await Admin.GetAsync("roles/?name=notes.notesremote_owner")).Json["results"]![0]!;
        Assert.That((bool)shipped["locked"]!, Is.True);
        Assert.That((await Admin.PatchAsync((string)shipped["pulp_href"]!, new { description = "x" })).Error("non_field_errors"), Does.Contain("locked"));
        Assert.That((await Admin.DeleteAsync((string)shipped["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Admin.DeleteAsync(href)).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task A_token_is_shown_once_and_carries_no_more_than_it_says()
    {
        var remote = await Admin.CreateAsync("remotes/notes/notes/", new { name = NewName(), url = "https://u.example/" });
        var created = await Admin.PostAsync("tokens/", new { name = "for reading", scopes = new[] { "notes.view_*" } });
        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Text);
        var text = (string)created.Json["token"]!;
        Assert.That((await Admin.GetAsync(created.Href!)).Text, Does.Not.Contain(text));

        using var limited = host.ClientOf("__token__", text);
        Assert.That((await limited.GetAsync((string)remote["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await limited.PatchAsync((string)remote["pulp_href"]!, new { depth = 4 })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await limited.PostAsync("tokens/", new { name = "wider" })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await limited.DeleteAsync(created.Href!)).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await limited.PostAsync("tasks/purge/")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await limited.GetAsync("users/")).Json["count"]!.GetValue<int>(), Is.Zero);

        using var other = await host.UserAsync(NewName());
        Assert.That((await other.GetAsync(created.Href!)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await other.GetAsync("tokens/")).Json["count"]!.GetValue<int>(), Is.Zero);
        Assert.That((await Admin.PostAsync("tokens/", new { name = "late", expires = "2001-01-01T00:00:00Z" })).Error("expires"), Is.Not.Null);
        Assert.That((await Admin.DeleteAsync(created.Href!)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await limited.GetAsync((string)remote["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private string NewName() => $"name{++counter}";
}
