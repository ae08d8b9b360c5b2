using System.Net;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class AccessTests
{
    private const string Repositories = "repositories/notes/notes/";
    private ApiHost host = null!;
    private int counter;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task Without_a_login_there_is_nothing_but_the_status()
    {
        var answer = await host.Anonymous.GetAsync(Repositories);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((string?)answer.Json["detail"], Is.EqualTo("Authentication credentials were not provided."));
        Assert.That(answer.Headers["WWW-Authenticate"], Is.EqualTo("Basic realm=\"api\""));

        var script = await host.Anonymous.SendAsync(HttpMethod.Get, Repositories, headers: ("X-Requested-With", "XMLHttpRequest"));
        Assert.That(script.Headers["WWW-Authenticate"], Is.EqualTo("xBasic realm=\"api\""));
        using var wrong = host.ClientOf("admin", "wrong");
        Assert.That((string?)(await wrong.GetAsync(Repositories)).Json["detail"], Is.EqualTo("Invalid username/password."));
        Assert.That((await host.Anonymous.GetAsync("status/")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await host.Anonymous.GetAsync("livez/")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_creator_owns_what_was_created_and_sees_nothing_else()
    {
        var foreign = await NewAsync(Admin);
        using var user = await UserAsync("notes.notesrepository_creator");
        var own = await NewAsync(user);

        Assert.That((await user.GetAsync(Repositories)).Json["results"]!.AsArray().Select(row => (string?)row!["prn"]), Is.EqualTo(new[] { (string?)own["prn"] }));
        Assert.That((await user.GetAsync("repositories/")).Json["count"]!.GetValue<int>(), Is.EqualTo(1));
        Assert.That((await user.GetAsync("repository_versions/")).Json["count"]!.GetValue<int>(), Is.EqualTo(1));
        Assert.That((await user.GetAsync((string)foreign["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await user.PatchAsync((string)foreign["pulp_href"]!, new { name = "x" })).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await user.GetAsync((string)foreign["latest_version_href"]!)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        await user.CompletedAsync(await user.PatchAsync((string)own["pulp_href"]!, new { description = "mine" }));
        Assert.That((await user.PostAsync("remotes/notes/notes/", new { name = "x", url = "https://u.example/" })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Who_may_only_see_may_not_change()
    {
        var repository = await NewAsync(Admin);
        using var viewer = await UserAsync("notes.notesrepository_viewer");
        var href = (string)repository["pulp_href"]!;

        Assert.That((await viewer.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.OK));
        var refused = await viewer.PatchAsync(href, new { description = "x" });
        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((string?)refused.Json["detail"], Is.EqualTo("You do not have permission to perform this action."));
        foreach (var action in new[] { "modify/", "sync/", "set_label/", "add_role/" })
            Assert.That((await viewer.PostAsync(href + action, new { })).Status, Is.EqualTo(HttpStatusCode.Forbidden), action);
        Assert.That((await viewer.GetAsync($"{href}my_permissions/")).Json["permissions"]!.ToJsonString(), Is.EqualTo("""["notes.view_notesrepository"]"""));
    }

    [Test]
    public async Task A_role_on_one_object_can_be_given_and_taken()
    {
        var repository = await NewAsync(Admin);
        var href = (string)repository["pulp_href"]!;
        using var user = await UserAsync();
        var name = $"user{counter}";
        Assert.That((await user.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));

        var given = await Admin.PostAsync($"{href}add_role/", new { role = "notes.notesrepository_viewer", users = new[] { name } });
        Assert.That(given.Status, Is.EqualTo(HttpStatusCode.Created), given.Text);
        Assert.That((await user.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.OK));
        var roles = (await Admin.GetAsync($"{href}list_roles/")).Json["roles"]!.AsArray();
        Assert.That(roles.Select(role => $"{role!["role"]} {string.Join(',', role["users"]!.AsArray())}"), Is.EqualTo(new[] { "notes.notesrepository_owner admin", $"notes.notesrepository_viewer {name}" }));

        Assert.That((await Admin.PostAsync($"{href}add_role/", new { role = "notes.notesrepository_viewer", users = new[] { name } })).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Admin.PostAsync($"{href}add_role/", new { role = "notes.notesremote_viewer", users = new[] { name } })).Error("role"), Does.Contain("does not carry any permission"));
        Assert.That((await Admin.PostAsync($"{href}add_role/", new { role = "nonsense", users = new[] { name } })).Error("role"), Is.EqualTo("Role 'nonsense' does not exist."));
        Assert.That((await Admin.PostAsync($"{href}add_role/", new { role = "nonsense", users = new[] { "nobody" }, groups = new[] { "none" } })).Json.AsObject().Select(error => error.Key), Is.EquivalentTo(new[] { "role", "users", "groups" }));
        Assert.That((await Admin.PostAsync($"{href}remove_role/", new { role = "notes.notesrepository_viewer", users = new[] { name } })).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await user.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task What_a_request_names_must_be_visible_to_the_caller()
    {
        var (hidden, note) = (await NewAsync(Admin), await Notes.UploadAsync(Admin, $"hidden {++counter}"));
        await Admin.CompletedAsync(await Admin.PostAsync($"{hidden["pulp_href"]}modify/", new { add_content_units = new[] { note["prn"] } }));
        using var user = await UserAsync("notes.notesrepository_creator", "notes.notesdistribution_creator");
        var own = await NewAsync(user);
        var modify = $"{own["pulp_href"]}modify/";

        Assert.That((await user.PostAsync(modify, new { base_version = $"{hidden["versions_href"]}1/" })).Error("base_version"), Does.Contain("does not exist"));
        Assert.That((await user.PostAsync(modify, new { add_content_units = new[] { note["prn"] } })).Error("add_content_units"), Is.Not.Null);
        Assert.That((await user.PostAsync("distributions/notes/notes/", new { name = "x", base_path = "x", repository = hidden["prn"] })).Error("repository"), Does.Contain("does not exist"));
        Assert.That((await user.GetAsync((string)note["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await user.GetAsync("content/")).Json["count"]!.GetValue<int>(), Is.Zero);
    }

    [Test]
    public async Task Content_is_uploaded_into_a_repository_one_may_change()
    {
        var foreign = await NewAsync(Admin);
        using var user = await UserAsync("notes.notesrepository_creator");
        var own = await NewAsync(user);

        using var form = Notes.Form("nowhere");
        Assert.That((await user.SendAsync(HttpMethod.Post, Notes.Path, form)).Error("repository"), Is.EqualTo("Destination upload repository was not provided."));
        Assert.That((await TryUploadAsync(user)).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await TryUploadAsync(user, ("repository", (string)foreign["prn"]!))).Error("repository"), Does.Contain("does not exist"));
        var unit = await Notes.UploadAsync(user, $"by the user {++counter}", ("repository", (string)own["prn"]!));
        Assert.That((await user.GetAsync((string)unit["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await user.PostAsync($"{unit["pulp_href"]}set_label/", new { key = "a", value = "b" })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task A_type_may_have_a_permission_of_its_own_for_uploads_into_no_repository()
    {
        using var uploader = await UserAsync("notes.note_uploader");
        using var form = Notes.Form("by the uploader");

        Assert.That((await TryUploadAsync(uploader)).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await uploader.SendAsync(HttpMethod.Post, Notes.Path, form)).Error("repository"), Is.EqualTo("Destination upload repository was not provided."));
    }

    [Test]
    public async Task A_task_belongs_to_whoever_asked_for_it()
    {
        using var user = await UserAsync("notes.notesrepository_creator");
        using var other = await UserAsync();
        var change = await user.PatchAsync((string)(await NewAsync(user))["pulp_href"]!, new { description = "x" });
        var task = (string)change.Json["task"]!;

        Assert.That((await user.GetAsync(task)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await other.GetAsync(task)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await other.DeleteAsync(task)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await other.GetAsync("tasks/")).Json["count"]!.GetValue<int>(), Is.Zero);
        Assert.That((await user.GetAsync("tasks/?minimal=true")).Json["results"]![0]!.AsObject().ContainsKey("error"), Is.False);
        Assert.That((await user.DeleteAsync(task)).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    private static async Task<RestAnswer> TryUploadAsync(RestClient client, params (string, string)[] fields)
    {
        using var form = Notes.Form("refused", fields);
        return await client.SendAsync(HttpMethod.Post, Notes.Path + "upload/", form);
    }

    private Task<RestClient> UserAsync(params string[] roles) => host.UserAsync($"user{++counter}", roles);

    private Task<JsonNode> NewAsync(RestClient client) => client.CreateAsync(Repositories, new { name = $"repository {++counter}" });
}
