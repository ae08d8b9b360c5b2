using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.Promotion;

[TestFixture]
[UnsupportedOSPlatform("windows")]
public sealed class CopyTests : SigningTest
{
    [Test]
    public async Task A_version_is_copied_to_several_repositories_with_all_that_belongs_to_it()
    {
        var service = await ServiceAsync("copies", GpgKeys.First);
        var (source, first, second) = (await RepositoryAsync("copy-source"), await RepositoryAsync("copy-first"), await RepositoryAsync("copy-second"));
        var (unit, _) = await UploadAsync(source, "copies", "one");
        await UploadAsync(source, "copies", "left");
        await RunAsync(source, "mark", new { content_units = new[] { unit }, value = "tested" });
        await RunAsync(source, "sign", new { content_units = new[] { unit }, signing_service = HrefOf(service) });
        await Host.AddAsync(source, new AnsibleCollectionDeprecated { Namespace = "copies", Name = "one" }, Described("copies", "Copies"));

        var task = await RunAsync(source, "copy_collection_version", new { collection_versions = new[] { unit }, destination_repositories = new[] { HrefOf(first), HrefOf(second) } });

        Assert.That(task.CreatedResources, Has.Count.EqualTo(2));
        foreach (var repository in new[] { first, second })
        {
            var shown = await ShownAsync(repository, "copies", "one");
            Assert.That(shown.GetProperty("marks")[0].GetString(), Is.EqualTo("tested"));
            Assert.That(shown.GetProperty("signatures").GetArrayLength(), Is.EqualTo(1));
            Assert.That(shown.GetProperty("namespace").GetProperty("metadata_sha256").GetString(), Is.EqualTo("copies-sha"));
            Assert.That((await Host.GetJsonAsync(ContentOf(repository.Name) + "collections/index/copies/one/")).GetProperty("deprecated").GetBoolean(), Is.True);
            var latest = await LatestAsync(repository);
            Assert.That((latest.Number, latest.Summary.Present["ansible.collection_version"]), Is.EqualTo((1, 1)));
        }

        Assert.That((await LatestAsync(source)).Summary.Present["ansible.collection_version"], Is.EqualTo(2));
        await RunAsync(source, "copy_collection_version", new { collection_versions = new[] { unit }, destination_repositories = new[] { HrefOf(first) } });
        Assert.That((await LatestAsync(first)).Number, Is.EqualTo(1), "What is there already makes no version.");
    }

    [Test]
    public async Task A_version_is_moved_and_signed_on_the_way_and_leaves_nothing_behind()
    {
        var service = await ServiceAsync("moves", GpgKeys.Second);
        var (source, target) = (await RepositoryAsync("move-source"), await RepositoryAsync("move-target"));
        var (unit, _) = await UploadAsync(source, "moves", "one");
        await Host.AddAsync(source, new AnsibleCollectionDeprecated { Namespace = "moves", Name = "one" }, Described("moves", "Moves"));

        await RunAsync(source, "move_collection_version", new { collection_versions = new[] { unit }, destination_repositories = new[] { HrefOf(target) }, signing_service = HrefOf(service) });

        Assert.That((await LatestAsync(source)).Summary.Present, Is.Empty);
        var shown = await ShownAsync(target, "moves", "one");
        Assert.That(shown.GetProperty("signatures")[0].GetProperty("pubkey_fingerprint").GetString(), Is.EqualTo(service.PubkeyFingerprint));
        Assert.That((await LatestAsync(target)).Summary.Present, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Another_file_under_the_same_version_is_a_conflict_and_nothing_is_moved()
    {
        var (source, target) = (await RepositoryAsync("conflict-source"), await RepositoryAsync("conflict-target"));
        var (unit, _) = await UploadAsync(source, "conflict", "one");
        await Host.AddAsync(target, await Host.CollectionAsync("conflict.one", "1.0.0"));
        var failed = await WaitAsync(await PostAsync(source, "move_collection_version", new { collection_versions = new[] { unit }, destination_repositories = new[] { HrefOf(target) } }));
        Assert.That((failed.State, failed.Error!.Description), Is.EqualTo((TaskState.Failed, "A destination holds another file as conflict.one 1.0.0 already.")));
        await ShownAsync(source, "conflict", "one");
    }

    [Test]
    public async Task Nothing_goes_to_a_repository_that_the_caller_may_not_change()
    {
        var (source, target) = (await RepositoryAsync("guarded-source"), await RepositoryAsync("guarded-target"));
        var (unit, _) = await UploadAsync(source, "guarded", "one");
        var cat = await Host.CreateUserAsync("cat");
        var body = new { collection_versions = new[] { unit }, destination_repositories = new[] { HrefOf(target) } };
        await AssertAsync(await PostAsync(source, "copy_collection_version", body, "cat"), 404);
        await Host.GrantAsync(cat, "ansible.ansiblerepository_viewer", source);
        await Host.GrantAsync(cat, "ansible.ansiblerepository_viewer", target);
        await AssertAsync(await PostAsync(source, "copy_collection_version", body, "cat"), 400);
        await AssertAsync(await PostAsync(source, "move_collection_version", body, "cat"), 403);
        await Host.GrantAsync(cat, "ansible.ansiblerepository_owner", target);
        await RunAsync(source, "copy_collection_version", body, "cat");
        await AssertAsync(await PostAsync(source, "move_collection_version", body, "cat"), 403);
    }

    [Test]
    public async Task What_cannot_be_copied_is_refused_with_the_field()
    {
        var source = await RepositoryAsync("refused-source");
        var (unit, _) = await UploadAsync(source, "refused", "one");
        await RefuseAsync(source, "copy_collection_version", new { collection_versions = new[] { unit } }, "destination_repositories");
        await RefuseAsync(source, "copy_collection_version", new { collection_versions = new[] { unit }, destination_repositories = Array.Empty<string>() }, "destination_repositories");
        await RefuseAsync(source, "copy_collection_version", new { collection_versions = Array.Empty<string>(), destination_repositories = new[] { HrefOf(source) } }, "collection_versions");
        await RefuseAsync(source, "copy_collection_version", new { collection_versions = new[] { HrefOf(source) }, destination_repositories = new[] { HrefOf(source) } }, "collection_versions");
        await RunAsync(source, "move_collection_version", new { collection_versions = new[] { unit }, destination_repositories = new[] { HrefOf(source) } });
        await ShownAsync(source, "refused", "one");
    }

    [Test]
    public async Task A_collection_keeps_what_is_said_of_it_until_its_last_version_goes()
    {
        var repository = await RepositoryAsync("tidied");
        var (one, _) = await UploadAsync(repository, "tidied", "one");
        var (next, _) = await UploadAsync(repository, "tidied", "one", "1.1.0");
        var (other, _) = await UploadAsync(repository, "tidied", "other");
        await Host.AddAsync(repository, new AnsibleCollectionDeprecated { Namespace = "tidied", Name = "one" }, Described("tidied", "Tidied"));
        foreach (var (gone, left) in new[] { (one, new[] { "collection_version", "collection_deprecation", "namespace" }), (next, ["collection_version", "namespace"]), (other, []) })
        {
            await RunAsync(repository, "modify", new { remove_content_units = new[] { gone } });
            Assert.That((await LatestAsync(repository)).Summary.Present.Keys, Is.EquivalentTo(left.Select(type => "ansible." + type)));
        }
    }

    [Test]
    public async Task A_collection_whose_version_is_replaced_in_one_change_stays_deprecated()
    {
        var (repository, other) = (await RepositoryAsync("replaced"), await RepositoryAsync("replacing"));
        var (one, _) = await UploadAsync(repository, "replaced", "one");
        var (next, _) = await UploadAsync(other, "replaced", "one", "1.1.0");
        await Host.AddAsync(repository, new AnsibleCollectionDeprecated { Namespace = "replaced", Name = "one" });
        await RunAsync(repository, "modify", new { remove_content_units = new[] { one }, add_content_units = new[] { next } });
        Assert.That((await LatestAsync(repository)).Summary.Present, Contains.Key("ansible.collection_deprecation"));
    }

    [Test]
    public async Task Content_is_copied_by_a_list_of_repositories()
    {
        var (source, all, some) = (await RepositoryAsync("generic-source"), await RepositoryAsync("generic-all"), await RepositoryAsync("generic-some"));
        var (one, _) = await UploadAsync(source, "generic", "one");
        await UploadAsync(source, "generic", "two");
        await RunAsync(source, "mark", new { content_units = new[] { "*" }, value = "tested" });
        var version = $"{HrefOf(source)}versions/{(await LatestAsync(source)).Number}/";

        var task = await WaitAsync(await CopyAsync(new { config = new object[] { new { source_repo_version = version, dest_repo = HrefOf(all) }, new { source_repo_version = version, dest_repo = PrnOf(some), content = new[] { one } } } }));

        Assert.That((task.State, task.CreatedResources.Count), Is.EqualTo((TaskState.Completed, 2)), task.Error?.Description);
        Assert.That((await LatestAsync(all)).Summary.Present["ansible.collection_version"], Is.EqualTo(2));
        Assert.That((await LatestAsync(some)).Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["ansible.collection_version"] = 1, ["ansible.collection_mark"] = 1 }));
        await WaitAsync(await CopyAsync(new { config = new[] { new { source_repo_version = $"{HrefOf(source)}versions/1/", dest_repo = HrefOf(all), dest_base_version = $"{HrefOf(all)}versions/0/" } } }));
        Assert.That((await LatestAsync(all)).Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["ansible.collection_version"] = 1 }));
    }

    [Test]
    public async Task A_list_of_copies_that_is_wrong_is_refused()
    {
        var source = await RepositoryAsync("wrong-source");
        var (elsewhere, _) = await UploadAsync(await RepositoryAsync("wrong-other"), "wrong", "one");
        var version = $"{HrefOf(source)}versions/0/";
        object[] wrong =
        [
            new { },
            new { config = "text" },
            new { config = Array.Empty<object>() },
            new { config = new[] { "text" } },
            new { config = new[] { new { dest_repo = HrefOf(source) } } },
            new { config = new[] { new { source_repo_version = version } } },
            new { config = new[] { new { source_repo_version = HrefOf(source), dest_repo = HrefOf(source) } } },
            new { config = new[] { new { source_repo_version = version, dest_repo = version } } },
            new { config = new[] { new { source_repo_version = version, dest_repo = HrefOf(source), content = new[] { elsewhere } } } },
            new { config = new[] { new { source_repo_version = version, dest_repo = HrefOf(source), content = "x" } } },
        ];
        foreach (var body in wrong)
        {
            using var answer = await CopyAsync(body);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.That((int)answer.StatusCode, Is.EqualTo(400), JsonSerializer.Serialize(body));
            Assert.That(JsonDocument.Parse(text).RootElement.TryGetProperty("config", out _), Is.True, text);
        }

        var dan = await Host.CreateUserAsync("dan");
        await Host.GrantAsync(dan, "ansible.ansiblerepository_viewer", source);
        await AssertAsync(await CopyAsync(new { config = new[] { new { source_repo_version = version, dest_repo = HrefOf(source) } } }, "dan"), 400);
        await AssertAsync(await CopyAsync(new { config = new[] { new { source_repo_version = version, dest_repo = HrefOf(source) } } }, user: null), 401);
    }

    [Test]
    public async Task Versions_are_copied_and_moved_by_the_paths_of_a_hub()
    {
        var (source, target) = (await RepositoryAsync("path-source"), await RepositoryAsync("path-target"));
        await UploadAsync(source, "paths", "one");
        const string version = "/api/galaxy/v3/collections/paths/one/versions/1.0.0/";
        var eve = await Host.CreateUserAsync("eve");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, version + "copy/path-source/path-target/", user: null), 401, "not_authenticated");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, version + "copy/path-source/path-target/", user: "eve"), 404, "not_found");
        await Host.GrantAsync(eve, "ansible.ansiblerepository_viewer", source);
        await Host.GrantAsync(eve, "ansible.ansiblerepository_viewer", target);
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, version + "copy/path-source/path-target/", user: "eve"), 403, "permission_denied");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, version + "move/path-source/nowhere/"), 404, "not_found");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, version.Replace("1.0.0", "2.0.0", StringComparison.Ordinal) + "move/path-source/path-target/"), 404, "not_found");

        await WaitAsync(await Host.SendAsync(HttpMethod.Post, version + "copy/path-source/path-target/"));
        await ShownAsync(source, "paths", "one");
        await ShownAsync(target, "paths", "one");
        using var moved = await Host.SendAsync(HttpMethod.Post, version + "move/path-source/path-target/");
        using var told = JsonDocument.Parse(await moved.Content.ReadAsStringAsync());
        Assert.That(told.RootElement.GetProperty("copy_task_id").GetGuid(), Is.EqualTo(told.RootElement.GetProperty("remove_task_id").GetGuid()));
        await WaitAsync(moved);
        Assert.That((await LatestAsync(source)).Summary.Present, Is.Empty);
    }

    private Task<HttpResponseMessage> CopyAsync(object body, string? user = "admin") => Host.SendAsync(HttpMethod.Post, "/pulp/api/v3/ansible/copy/", JsonContent.Create(body), user);

    private static AnsibleNamespaceMetadata Described(string name, string company) => new() { Name = name, Company = company, MetadataSha256 = $"{name}-sha" };
}
