using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.Marks;

/// <summary>Makes marks and deprecations as content: they have no file.</summary>
[TestFixture]
[UnsupportedOSPlatform("windows")]
public sealed class MadeOfFieldsTests : SigningTest
{
    private const string Marks = "/pulp/api/v3/content/ansible/collection_marks/";
    private const string Deprecations = "/pulp/api/v3/content/ansible/collection_deprecations/";

    [Test]
    public async Task A_mark_is_made_at_once_and_put_into_a_repository()
    {
        var repository = await RepositoryAsync("made-marks");
        var (collection, _) = await UploadAsync(repository, "made", "marked");

        using var answer = await PostAsync(Marks, new { marked_collection = collection, value = "tested", repository = HrefOf(repository) });

        var unit = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), unit.GetRawText());
        Assert.That((unit.GetProperty("marked_collection").GetString(), unit.GetProperty("value").GetString()), Is.EqualTo((collection, "tested")));
        Assert.That(unit.TryGetProperty("artifact", out _), Is.False);
        Assert.That((await ShownAsync(repository, "made", "marked")).GetProperty("marks")[0].GetString(), Is.EqualTo("tested"));
    }

    [Test]
    public async Task A_mark_without_a_repository_waits_to_be_added()
    {
        var repository = await RepositoryAsync("later-marks");
        var (collection, _) = await UploadAsync(repository, "later", "marked");
        using var answer = await PostAsync(Marks, new { marked_collection = collection, value = "later" });
        Assert.That((int)answer.StatusCode, Is.EqualTo(201));
        Assert.That((await ShownAsync(repository, "later", "marked")).GetProperty("marks").GetArrayLength(), Is.Zero);
        var href = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("pulp_href").GetString();

        await RunAsync(repository, "modify", new { add_content_units = new[] { href } });

        Assert.That((await ShownAsync(repository, "later", "marked")).GetProperty("marks")[0].GetString(), Is.EqualTo("later"));
    }

    [Test]
    public async Task A_deprecation_is_made_by_a_task_and_shown_by_the_Galaxy_API()
    {
        var repository = await RepositoryAsync("made-deprecations");
        await UploadAsync(repository, "made", "old");

        var task = await WaitAsync(await PostAsync(Deprecations, new { @namespace = "made", name = "old", repository = HrefOf(repository) }));

        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.Description);
        Assert.That(task.CreatedResources, Has.Count.EqualTo(2));
        Assert.That((await Host.GetJsonAsync(ContentOf("made-deprecations") + "collections/index/made/old/")).GetProperty("deprecated").GetBoolean(), Is.True);
        Assert.That((await Host.GetJsonAsync(Deprecations + "?name=old", "admin")).GetProperty("count").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task What_says_nothing_of_a_collection_in_the_repository_is_refused_with_the_field()
    {
        var (repository, other) = (await RepositoryAsync("made-refused"), await RepositoryAsync("made-empty"));
        var (collection, _) = await UploadAsync(repository, "made", "refused");
        await RefusedAsync(Marks, new { value = "tested" }, "marked_collection");
        await RefusedAsync(Marks, new { marked_collection = collection }, "value");
        await RefusedAsync(Marks, new { marked_collection = collection, value = "two words" }, "value");
        await RefusedAsync(Marks, new { marked_collection = HrefOf(repository), value = "tested" }, "marked_collection");
        await RefusedAsync(Marks, new { marked_collection = collection, value = "tested", repository = HrefOf(other) }, "marked_collection");
        await RefusedAsync(Marks, new { marked_collection = collection, value = "tested", file_url = "https://example.com/" }, "file_url");
        await RefusedAsync(Deprecations, new { @namespace = "made" }, "name");
        var task = await WaitAsync(await PostAsync(Deprecations, new { @namespace = "made", name = "refused", repository = HrefOf(other) }));
        Assert.That(task.Error!.Description, Does.Contain("made.refused"));
    }

    [Test]
    public async Task Who_may_not_change_the_repository_adds_no_mark_to_it()
    {
        var repository = await RepositoryAsync("made-forbidden");
        var (collection, _) = await UploadAsync(repository, "made", "forbidden");
        await Host.GrantAsync(await Host.CreateUserAsync("marks-viewer"), "ansible.ansiblerepository_viewer", repository);
        using var answer = await Host.SendAsync(HttpMethod.Post, Marks, JsonContent.Create(new { marked_collection = collection, value = "tested", repository = HrefOf(repository) }), "marks-viewer");
        Assert.That((int)answer.StatusCode, Is.EqualTo(403));
    }

    private Task<HttpResponseMessage> PostAsync(string path, object document) => Host.SendAsync(HttpMethod.Post, path, JsonContent.Create(document));

    private async Task RefusedAsync(string path, object document, string field)
    {
        using var answer = await PostAsync(path, document);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(400), text);
        Assert.That(JsonDocument.Parse(text).RootElement.TryGetProperty(field, out _), Is.True, text);
    }
}
