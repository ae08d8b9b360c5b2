using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Repositories;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Tests.Models;

[TestFixture]
public sealed class ActionTests : RegistryTest
{
    private const string Repositories = "pulp/api/v3/repositories/container/container/";

    [Test]
    public async Task A_manifest_is_tagged_and_untagged()
    {
        var digest = Images.DigestOf(await PushImageAsync("action/tag", "latest", "tagged", "t1"));
        await ChangeAsync("action/tag", "tag", new { tag = "stable", digest });
        await AssertAsync(await Host.GetAsync("v2/action/tag/manifests/stable"), 200);
        await ChangeAsync("action/tag", "untag", new { tag = "latest" });
        await AssertAsync(await Host.GetAsync("v2/action/tag/manifests/latest"), 404);
        await ChangeAsync("action/tag", "untag", new { tag = "stable" });
        await AssertAsync(await Host.GetAsync($"v2/action/tag/manifests/{digest}"), 200);
    }

    [Test]
    public async Task What_an_action_names_must_be_in_the_latest_version()
    {
        await PushImageAsync("action/wrong", "latest", "wrong");
        var elsewhere = Images.DigestOf(await PushImageAsync("action/elsewhere", "latest", "elsewhere"));
        await AssertAsync(await PostAsync("action/wrong", "tag", new { tag = "x", digest = elsewhere }), 400);
        await AssertAsync(await PostAsync("action/wrong", "tag", new { tag = "x", digest = "sha256:x" }), 400);
        await AssertAsync(await PostAsync("action/wrong", "tag", new { tag = "-x", digest = elsewhere }), 400);
        await AssertAsync(await PostAsync("action/wrong", "untag", new { tag = "none" }), 400);
        await AssertAsync(await PostAsync("action/wrong", "copy_tags", new { names = new[] { "latest" } }), 400);
    }

    [Test]
    public async Task Tags_are_copied_with_all_they_need()
    {
        await PushImageAsync("action/source", "one", "first", "c1", "c2");
        await PushImageAsync("action/source", "two", "second", "c3");
        await Host.CreateRepositoryAsync("action/copy");
        await ChangeAsync("action/copy", "copy_tags", new { source_repository = await HrefAsync("action/source"), names = new[] { "one" } });
        var version = await Host.LatestAsync("action/copy");
        Assert.That(version!.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.tag"] = 1, ["container.manifest"] = 1, ["container.blob"] = 3 }));
        await ChangeAsync("action/copy", "copy_tags", new { source_repository_version = await HrefAsync("action/source") + "versions/2/" });
        Assert.That((await Host.LatestAsync("action/copy"))!.Summary.Present["container.tag"], Is.EqualTo(2));
    }

    [Test]
    public async Task What_is_attached_to_an_image_is_copied_and_removed_with_it()
    {
        var image = await PushImageAsync("action/attached", "one", "attached", "at1");
        await PushImageAsync("action/attached", "two", "not copied", "at2");
        await AssertAsync(await PushBlobAsync("action/attached", Images.Empty), 201);
        foreach (var text in new[] { "a note", "about the note" })
            await AssertAsync(await PushBlobAsync("action/attached", Images.Bytes(text)), 201);
        var note = Images.Artifact(image, "a note");
        var about = Images.Artifact(note, "about the note");
        foreach (var artifact in new[] { note, about })
            await AssertAsync(await PutManifestAsync("action/attached", Images.DigestOf(artifact), artifact), 201);
        var signature = Images.DigestOf(image).Replace(':', '-') + ".sig";
        await PushImageAsync("action/attached", signature, "signs", "at3");

        await Host.CreateRepositoryAsync("action/attached-copy");
        await ChangeAsync("action/attached-copy", "copy_tags", new { source_repository = await HrefAsync("action/attached"), names = new[] { "one" } });
        var present = (await Host.LatestAsync("action/attached-copy"))!.Summary.Present;

        // The image, the note and what is about it, the signature; two configurations, the empty one, and four layers.
        Assert.That(present, Is.EquivalentTo(new Dictionary<string, long> { ["container.tag"] = 2, ["container.manifest"] = 4, ["container.blob"] = 7 }));
        var version = Uri.EscapeDataString(await HrefAsync("action/attached-copy") + "versions/1/");
        var tag = (await Host.GetJsonAsync($"pulp/api/v3/content/container/tags/?name=one&repository_version={version}")).GetProperty("results")[0].GetProperty("pulp_href").GetString();
        await ChangeAsync("action/attached-copy", "remove", new { content_units = new[] { tag } });
        Assert.That((await Host.LatestAsync("action/attached-copy"))!.Summary.Present, Is.Empty);

        // To add names no version in which something could be attached.
        await ChangeAsync("action/attached-copy", "add", new { content_units = new[] { tag } });
        Assert.That((await Host.LatestAsync("action/attached-copy"))!.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.tag"] = 1, ["container.manifest"] = 1, ["container.blob"] = 2 }));
    }

    [Test]
    public async Task Manifests_are_copied_by_digest_and_by_media_type()
    {
        var first = Images.DigestOf(await PushImageAsync("action/manifests", "one", "m first", "m1"));
        await PushImageAsync("action/manifests", "two", "m second", "m2");
        await Host.CreateRepositoryAsync("action/by-digest");
        await ChangeAsync("action/by-digest", "copy_manifests", new { source_repository = await HrefAsync("action/manifests"), digests = new[] { first } });
        Assert.That((await Host.LatestAsync("action/by-digest"))!.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.manifest"] = 1, ["container.blob"] = 2 }));
        await ChangeAsync("action/by-digest", "copy_manifests", new { source_repository = await HrefAsync("action/manifests"), media_types = new[] { "application/vnd.oci.image.index.v1+json" } });
        Assert.That((await Host.LatestAsync("action/by-digest"))!.Summary.Present["container.manifest"], Is.EqualTo(1));
    }

    [Test]
    public async Task Content_is_added_with_all_it_needs_and_removed_with_what_only_it_needs()
    {
        await PushImageAsync("action/content", "one", "a first", "a1", "shared");
        await PushImageAsync("action/content", "two", "a second", "a2", "shared");
        await Host.CreateRepositoryAsync("action/managed");
        var version = Uri.EscapeDataString(await HrefAsync("action/content") + "versions/2/");
        var tags = (await Host.GetJsonAsync($"pulp/api/v3/content/container/tags/?ordering=name&repository_version={version}")).GetProperty("results").EnumerateArray()
            .Select(tag => tag.GetProperty("pulp_href").GetString()!).ToList();
        await ChangeAsync("action/managed", "add", new { content_units = tags });
        Assert.That((await Host.LatestAsync("action/managed"))!.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.tag"] = 2, ["container.manifest"] = 2, ["container.blob"] = 5 }));
        await ChangeAsync("action/managed", "remove", new { content_units = new[] { tags[0] } });
        Assert.That((await Host.LatestAsync("action/managed"))!.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.tag"] = 1, ["container.manifest"] = 1, ["container.blob"] = 3 }));
        await ChangeAsync("action/managed", "remove", new { content_units = new[] { "*" } });
        Assert.That((await Host.LatestAsync("action/managed"))!.Summary.Present, Is.Empty);
        await AssertAsync(await PostAsync("action/managed", "add", new { content_units = new[] { "*" } }), 400);
    }

    [Test]
    public async Task What_a_user_may_not_see_cannot_be_added()
    {
        await PushImageAsync("action/hidden", "one", "hidden");
        var user = await Host.CreateUserAsync("action-user");
        await Host.CreateRepositoryAsync("action/own", ownerId: user.Id);
        var tag = (await Host.GetJsonAsync($"pulp/api/v3/content/container/tags/?repository_version={Uri.EscapeDataString(await HrefAsync("action/hidden") + "versions/1/")}"))
            .GetProperty("results")[0].GetProperty("pulp_href").GetString();
        var own = (await HrefAsync("action/own")).TrimStart('/');
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, own + "add/", JsonContent.Create(new { content_units = new[] { tag } }), "action-user"), 400);
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, own + "copy_tags/", JsonContent.Create(new { source_repository = await HrefAsync("action/hidden") }), "action-user"), 400);
    }

    [Test]
    public async Task An_image_of_a_push_repository_is_removed_by_its_digest()
    {
        var repository = await Host.CreateAsync(new ContainerPushRepository { Name = "action/pushed" });
        await Host.CreateAsync(new ContainerDistribution { Name = "action/pushed", BasePath = "action/pushed", Repository = repository.Id });
        var digest = Images.DigestOf(await PushImageAsync("action/pushed", "latest", "pushed", "p1"));
        using var answer = await Host.SendAsync(HttpMethod.Post, $"pulp/api/v3/repositories/container/container-push/{repository.Id}/remove_image/", JsonContent.Create(new { digest }));
        await FinishAsync(answer);
        Assert.That((await Host.LatestAsync("action/pushed"))!.Summary.Present, Is.Empty);
        await AssertAsync(await Host.GetAsync("v2/action/pushed/manifests/latest"), 404);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_push_repository_goes_with_its_last_distribution_and_no_other_repository_does(bool isPush)
    {
        var name = $"action/goes-{isPush}".ToLowerInvariant();
        Repository repository = isPush ? new ContainerPushRepository { Name = name } : new ContainerRepository { Name = name };
        repository = await Host.CreateAsync(repository);
        var first = await Host.CreateAsync(new ContainerDistribution { Name = name, BasePath = name, Repository = repository.Id });
        var second = await Host.CreateAsync(new ContainerDistribution { Name = name + "-2", BasePath = name + "-2", Repository = repository.Id });
        await FinishAsync(await Host.SendAsync(HttpMethod.Delete, $"pulp/api/v3/distributions/container/container/{first.Id}/"));
        Assert.That(await Host.LatestAsync(name), Is.Not.Null);
        await FinishAsync(await Host.SendAsync(HttpMethod.Delete, $"pulp/api/v3/distributions/container/container/{second.Id}/"));
        Assert.That(await Host.LatestAsync(name), isPush ? Is.Null : Is.Not.Null);
    }

    private async Task<string> HrefAsync(string name) =>
        (await Host.GetJsonAsync($"{Repositories}?name={name}")).GetProperty("results")[0].GetProperty("pulp_href").GetString()!;

    private async Task<HttpResponseMessage> PostAsync(string name, string action, object body) =>
        await Host.SendAsync(HttpMethod.Post, $"{(await HrefAsync(name)).TrimStart('/')}{action}/", JsonContent.Create(body));

    private async Task ChangeAsync(string name, string action, object body)
    {
        using var answer = await PostAsync(name, action, body);
        await FinishAsync(answer);
    }

    private async Task FinishAsync(HttpResponseMessage answer)
    {
        await AssertAsync(answer, 202);
        var href = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("task").GetString()!;
        var task = await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(href.TrimEnd('/').Split('/')[^1]));
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.ToString());
    }
}
