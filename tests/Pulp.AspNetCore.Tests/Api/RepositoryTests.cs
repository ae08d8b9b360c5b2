using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class RepositoryTests
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
    public async Task A_new_repository_has_the_empty_version_0()
    {
        var repository = await NewAsync();

        Assert.That(repository.AsObject().Select(field => field.Key), Is.EqualTo(new[]
        {
            "pulp_href", "prn", "pulp_created", "pulp_last_updated", "versions_href", "pulp_labels", "latest_version_href", "name", "description",
            "retain_repo_versions", "retain_checkpoints", "remote", "sync_schedule",
        }));
        var version = (await Admin.GetAsync((string)repository["latest_version_href"]!)).Json;
        Assert.That((int)version["number"]!, Is.Zero);
        Assert.That((string?)version["repository"], Is.EqualTo((string?)repository["pulp_href"]));
        Assert.That(version["content_summary"]!.ToJsonString(), Is.EqualTo("""{"added":{},"removed":{},"present":{}}"""));
    }

    [Test]
    public async Task A_repository_that_users_do_not_see_is_in_no_list_and_found_by_no_reference()
    {
        var (seen, pulp) = (await NewAsync(), host.Services.GetRequiredService<PulpInstance>());
        var hidden = await pulp.CreateAsync(new NotesRepository { Name = $"hidden {counter}", UserHidden = true });
        Assert.That((await pulp.FindAsync<NotesRepository>(hidden.Name))!.UserHidden, Is.True);
        foreach (var list in new[] { Repositories, "repositories/", "repository_versions/" })
        {
            var answer = (await Admin.GetAsync($"{list}?limit=1000")).Text;
            Assert.That(answer, Does.Contain((string)seen["pulp_href"]!).And.Not.Contain($"{hidden.Id}"), list);
        }

        foreach (var path in new[] { "", "versions/", "versions/0/" })
            Assert.That((await Admin.GetAsync($"{Repositories}{hidden.Id}/{path}")).Status, Is.EqualTo(HttpStatusCode.NotFound), path);
        Assert.That((await Admin.DeleteAsync($"{Repositories}{hidden.Id}/")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        var refused = await Admin.PostAsync("distributions/notes/notes/", new { name = "hidden", base_path = "hidden", repository = $"/pulp/api/v3/{Repositories}{hidden.Id}/" });
        Assert.That(refused.Error("repository"), Is.Not.Empty);
    }

    [Test]
    public async Task Modify_adds_and_removes_units_and_makes_no_version_without_a_change()
    {
        var repository = await NewAsync();
        var (one, two) = (await NewNoteAsync(), await NewNoteAsync());

        var added = await ModifyAsync(repository, new { add_content_units = new[] { one["pulp_href"], one["prn"], two["prn"] } });
        Assert.That((string?)added["created_resources"]![0], Is.EqualTo($"{repository["versions_href"]}1/"));
        var summary = (await Admin.GetAsync($"{repository["versions_href"]}1/")).Json["content_summary"]!;
        Assert.That((int)summary["added"]!["notes.note"]!["count"]!, Is.EqualTo(2));
        Assert.That((await Admin.GetAsync((string)summary["present"]!["notes.note"]!["href"]!)).Json["count"]!.GetValue<int>(), Is.EqualTo(2));

        var same = await ModifyAsync(repository, new { add_content_units = new[] { one["pulp_href"] } });
        Assert.That(same["created_resources"]!.AsArray(), Is.Empty);

        await ModifyAsync(repository, new { remove_content_units = new[] { "*" }, add_content_units = new[] { two["prn"] } });
        summary = (await Admin.GetAsync($"{repository["versions_href"]}2/")).Json["content_summary"]!;
        Assert.That((int)summary["removed"]!["notes.note"]!["count"]!, Is.EqualTo(1));
        Assert.That((int)summary["present"]!["notes.note"]!["count"]!, Is.EqualTo(1));
    }

    [Test]
    public async Task A_version_of_another_repository_can_be_promoted_and_an_older_one_brought_back()
    {
        var (source, target) = (await NewAsync(), await NewAsync());
        await ModifyAsync(source, new { add_content_units = new[] { (await NewNoteAsync())["prn"] } });

        await ModifyAsync(target, new { base_version = $"{source["versions_href"]}1/" });
        var promoted = (await Admin.GetAsync($"{target["versions_href"]}1/")).Json;
        Assert.That((string?)promoted["base_version"], Is.EqualTo($"{source["versions_href"]}1/"));
        Assert.That((int)promoted["content_summary"]!["present"]!["notes.note"]!["count"]!, Is.EqualTo(1));

        await ModifyAsync(target, new { base_version = $"{target["versions_href"]}0/" });
        Assert.That((await Admin.GetAsync($"{target["versions_href"]}2/")).Json["content_summary"]!["present"]!.AsObject(), Is.Empty);
    }

    [TestCase("""{"add_content_units":["nonsense"]}""", "add_content_units")]
    [TestCase("""{"add_content_units":["/pulp/api/v3/content/notes/notes/00000000-0000-7000-8000-000000000000/"]}""", "add_content_units")]
    [TestCase("""{"add_content_units":["/pulp/api/v3/content/notes/notes/../notes/"]}""", "add_content_units")]
    [TestCase("""{"add_content_units":"x"}""", "add_content_units")]
    [TestCase("""{"remove_content_units":["*","prn:notes.note:00000000-0000-7000-8000-000000000000"]}""", "remove_content_units")]
    [TestCase("""{"base_version":"/pulp/api/v3/repositories/notes/notes/00000000-0000-7000-8000-000000000000/versions/1/"}""", "base_version")]
    [TestCase("""{"overwrite":"perhaps"}""", "overwrite")]
    public async Task Modify_refuses_what_does_not_exist(string body, string field)
    {
        var repository = await NewAsync();
        var answer = await Admin.PostTextAsync($"{repository["pulp_href"]}modify/", body);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        Assert.That(answer.Error(field), Is.Not.Null.And.Not.Empty, answer.Text);
        Assert.That((await Admin.GetAsync((string)repository["versions_href"]!)).Json["count"]!.GetValue<int>(), Is.EqualTo(1));
    }

    [Test]
    public async Task Versions_can_be_listed_filtered_and_deleted()
    {
        var repository = await NewAsync();
        var note = await NewNoteAsync();
        await ModifyAsync(repository, new { add_content_units = new[] { note["prn"] } });
        await ModifyAsync(repository, new { remove_content_units = new[] { note["prn"] } });
        var versions = (string)repository["versions_href"]!;

        Assert.That(await NumbersAsync(versions), Is.EqualTo(new[] { 2, 1, 0 }));
        Assert.That(await NumbersAsync($"{versions}?number__gte=1&ordering=number"), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(await NumbersAsync($"{versions}?number__range=0,1"), Is.EqualTo(new[] { 1, 0 }));
        Assert.That(await NumbersAsync($"{versions}?content={note["pulp_href"]}"), Is.EqualTo(new[] { 1 }));
        Assert.That(await NumbersAsync($"repository_versions/?content__in={note["prn"]}"), Is.EqualTo(new[] { 1 }));
        Assert.That(await NumbersAsync($"{versions}?pulp_href__in={versions}2/"), Is.EqualTo(new[] { 2 }));

        await Admin.CompletedAsync(await Admin.DeleteAsync($"{versions}1/"));
        var gone = await Admin.GetAsync($"{versions}1/");
        Assert.That(gone.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((string?)gone.Json["detail"], Is.EqualTo("No RepositoryVersion matches the given query."));
    }

    [Test]
    public async Task The_only_version_and_a_served_one_stay()
    {
        var repository = await NewAsync();
        var versions = (string)repository["versions_href"]!;
        Assert.That((await Admin.DeleteAsync($"{versions}0/")).Status, Is.EqualTo(HttpStatusCode.BadRequest));

        await ModifyAsync(repository, new { add_content_units = new[] { (await NewNoteAsync())["prn"] } });
        await Admin.CreateAsync("distributions/notes/notes/", new { name = NewName(), base_path = NewName(), repository_version = $"{versions}1/" });
        var refused = await Admin.DeleteAsync($"{versions}1/");
        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string?)refused.Json["detail"], Does.Contain("currently being used to distribute"));
    }

    [Test]
    public async Task A_sync_needs_a_remote_of_the_right_type_and_tells_what_it_did()
    {
        var repository = await NewAsync();
        var sync = $"{repository["pulp_href"]}sync/";
        Assert.That((await Admin.PostAsync(sync)).Error("non_field_errors"), Does.Contain("remote must be specified"));

        var remote = await Admin.CreateAsync("remotes/notes/notes/", new { name = NewName(), url = "https://upstream.example/" });
        var task = await Admin.CompletedAsync(await Admin.PostAsync(sync, new { remote = remote["pulp_href"], loud = true }));
        Assert.That((int)task["result"]!["added"]!, Is.EqualTo(1));
        Assert.That((string?)task["created_resources"]![0], Is.EqualTo($"{repository["versions_href"]}1/"));
        var units = (await Admin.GetAsync($"content/notes/notes/?repository_version={repository["pulp_href"]}")).Json["results"]!;
        Assert.That((string?)units[0]!["title"], Is.EqualTo("FROM UPSTREAM"));
    }

    [Test]
    public async Task A_sync_that_waits_for_upstream_stops_nobody_and_can_be_canceled()
    {
        var upstream = host.Services.GetRequiredService<NotesUpstream>();
        upstream.Gate = new TaskCompletionSource();
        try
        {
            var remote = await Admin.CreateAsync("remotes/notes/notes/", new { name = NewName(), url = "https://upstream.example/" });
            var repository = await NewAsync(new { name = NewName(), remote = remote["prn"] });
            var sync = await Admin.PostAsync($"{repository["pulp_href"]}sync/");

            await ModifyAsync(repository, new { add_content_units = new[] { (await NewNoteAsync())["prn"] } });
            await Admin.CompletedAsync(await Admin.PatchAsync((string)repository["pulp_href"]!, new { description = "changed meanwhile" }));
            var deletion = await Admin.DeleteAsync((string)repository["pulp_href"]!);
            Assert.That((string?)(await Admin.GetAsync((string)deletion.Json["task"]!)).Json["state"], Is.EqualTo("waiting"));

            var canceled = await Admin.PatchAsync((string)sync.Json["task"]!, new { state = "canceled" });
            Assert.That(canceled.Status, Is.EqualTo(HttpStatusCode.OK), canceled.Text);
            Assert.That((string?)(await Admin.FinishedAsync(sync))["state"], Is.EqualTo("canceled"));
            await Admin.CompletedAsync(deletion);
            Assert.That((await Admin.GetAsync((string)repository["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That((await Admin.PatchAsync((string)sync.Json["task"]!, new { state = "canceled" })).Status, Is.EqualTo(HttpStatusCode.Conflict));
        }
        finally
        {
            upstream.Gate.TrySetResult();
            upstream.Gate = null;
        }
    }

    [Test]
    public async Task A_failed_sync_says_why()
    {
        var upstream = host.Services.GetRequiredService<NotesUpstream>();
        upstream.Failure = "The index is empty.";
        try
        {
            var remote = await Admin.CreateAsync("remotes/notes/notes/", new { name = NewName(), url = "https://upstream.example/" });
            var repository = await NewAsync(new { name = NewName(), remote = remote["prn"] });
            var task = await Admin.FinishedAsync(await Admin.PostAsync($"{repository["pulp_href"]}sync/"));

            Assert.That((string?)task["state"], Is.EqualTo("failed"));
            Assert.That((string?)task["error"]!["description"], Is.EqualTo("The index is empty."));
        }
        finally
        {
            upstream.Failure = null;
        }
    }

    [Test]
    public async Task Labels_are_set_and_removed_one_by_one()
    {
        var href = (string)(await NewAsync())["pulp_href"]!;

        Assert.That((await Admin.PostAsync($"{href}set_label/", new { key = "team", value = (string?)null })).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await Admin.PostAsync($"{href}set_label/", new { key = "stage", value = "a,b" })).Json.ToJsonString(), Is.EqualTo("""{"key":"stage","value":"a,b"}"""));
        Assert.That((await Admin.GetAsync(href)).Json["pulp_labels"]!.ToJsonString(), Is.EqualTo("""{"team":null,"stage":"a,b"}"""));
        Assert.That((await Admin.PostAsync($"{href}unset_label/", new { key = "stage" })).Json.ToJsonString(), Is.EqualTo("""{"key":"stage","value":"a,b"}"""));
        Assert.That((await Admin.PostAsync($"{href}unset_label/", new { key = "stage" })).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Admin.PostAsync($"{href}set_label/", new { key = "a=b", value = "c" })).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_name_is_taken_once_and_deletion_takes_the_links_along()
    {
        var repository = await NewAsync();
        var again = await Admin.PostAsync(Repositories, new { name = (string?)repository["name"] });
        Assert.That(again.Error("name"), Is.EqualTo("This field must be unique."));

        var distribution = await Admin.CreateAsync("distributions/notes/notes/", new { name = NewName(), base_path = NewName(), repository = repository["prn"] });
        await Admin.CompletedAsync(await Admin.DeleteAsync((string)repository["pulp_href"]!));
        Assert.That((await Admin.GetAsync((string)distribution["pulp_href"]!)).Json["repository"], Is.Null);
        var gone = await Admin.GetAsync((string)repository["pulp_href"]!);
        Assert.That((string?)gone.Json["detail"], Is.EqualTo("No NotesRepository matches the given query."));
    }

    private async Task<int[]> NumbersAsync(string path)
    {
        var answer = await Admin.GetAsync(path);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Text);
        return [.. answer.Json["results"]!.AsArray().Select(version => (int)version!["number"]!)];
    }

    private string NewName() => $"name{++counter}";

    private Task<JsonNode> NewAsync(object? body = null) => Admin.CreateAsync(Repositories, body ?? new { name = NewName() });

    private async Task<JsonNode> ModifyAsync(JsonNode repository, object body) => await Admin.CompletedAsync(await Admin.PostAsync($"{repository["pulp_href"]}modify/", body));

    private Task<JsonNode> NewNoteAsync() => Notes.UploadAsync(Admin, $"Title {++counter}");
}
