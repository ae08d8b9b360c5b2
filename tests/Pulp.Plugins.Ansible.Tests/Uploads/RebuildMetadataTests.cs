using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Repositories;
using Pulp.Tasking;
using Pulp.Testing.Archives;

namespace Pulp.Plugins.Ansible.Tests.Uploads;

[TestFixture]
public sealed class RebuildMetadataTests : GalaxyTest
{
    [Test]
    public async Task Collections_say_again_what_their_files_say()
    {
        var repository = await Host.CreateRepositoryAsync("rebuilt");
        var stored = await Host.StoreAsync(new CollectionBuilder("acme", "rebuilt").WithModule("ping").Build());
        await Host.AddAsync(repository, new CollectionVersion { Namespace = "acme", Name = "rebuilt", Version = "1.0.0", Sha256 = stored.Sha256, Description = "Wrong" });
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.broken", "1.0.0"));
        var other = await Host.StoreAsync(new CollectionBuilder("acme", "other").Build());
        await Host.AddAsync(repository, new CollectionVersion { Namespace = "acme", Name = "stranger", Version = "1.0.0", Sha256 = other.Sha256 });

        Assert.That((await SearchAsync("rebuilt")).GetProperty("description").GetString(), Is.EqualTo("Wrong"));
        Assert.That(await RebuildAsync(repository, new { }), Is.EqualTo("""{"checked":3,"rebuilt":1,"missing":0,"refused":2}"""));
        Assert.That((await SearchAsync("rebuilt")).GetProperty("description").GetString(), Is.EqualTo("Tools for tests"), "A search finds what is right now.");
        Assert.That(await RebuildAsync(repository, new { name = "rebuilt" }), Is.EqualTo("""{"checked":1,"rebuilt":0,"missing":0,"refused":0}"""));

        var unit = (await Host.GetJsonAsync("/pulp/api/v3/content/ansible/collection_versions/?name=rebuilt&fields=description,requires_ansible,contents", "admin")).GetProperty("results")[0];
        Assert.That(unit.ToString(), Is.EqualTo("""{"description":"Tools for tests","requires_ansible":">=2.14.0","contents":[{"name":"ping","content_type":"module","description":"Does it"}]}"""));
    }

    private async Task<JsonElement> SearchAsync(string name) =>
        (await Host.GetJsonAsync($"/pulp_ansible/galaxy/default/api/v3/plugin/ansible/search/collection-versions/?name={name}")).GetProperty("data")[0].GetProperty("collection_version");

    [Test]
    public async Task Collections_of_an_earlier_version_are_read_again_when_that_version_is_named()
    {
        var repository = await Host.CreateRepositoryAsync("rebuilt-version");
        var stored = await Host.StoreAsync(new CollectionBuilder("acme", "past").Build());
        await Host.AddAsync(repository, new CollectionVersion { Namespace = "acme", Name = "past", Version = "1.0.0", Sha256 = stored.Sha256, Description = "Wrong" });
        await Host.Services.GetRequiredService<RepositoryChanges>().ModifyAsync(repository.Id, new RepositoryChange { RemoveAll = true });

        Assert.That(await RebuildAsync(repository, new { }), Is.EqualTo("""{"checked":0,"rebuilt":0,"missing":0,"refused":0}"""));
        Assert.That(await RebuildAsync(repository, new { @namespace = "acme" }, "versions/1/"), Is.EqualTo("""{"checked":1,"rebuilt":1,"missing":0,"refused":0}"""));
        using var absent = await Host.SendAsync(HttpMethod.Post, $"/pulp/api/v3/repositories/ansible/ansible/{repository.Id}/versions/9/rebuild_metadata/", JsonContent.Create(new { }));
        Assert.That((int)absent.StatusCode, Is.EqualTo(404));
    }

    [Test]
    public async Task Roles_say_again_what_their_archives_say()
    {
        var repository = await Host.CreateRepositoryAsync("rebuilt-roles");
        var stored = await Host.StoreAsync(new TarBuilder().File("meta/main.yml", "galaxy_info: {description: Right, galaxy_tags: [found]}").Build());
        var broken = await Host.StoreAsync("no archive"u8.ToArray());
        await Host.AddAsync(repository, RoleOf("web"), stored);
        await Host.AddAsync(repository, RoleOf("broken"), broken);
        await Host.AddAsync(repository, RoleOf("missing"));
        const string search = "/pulp_ansible/galaxy/rebuilt-roles/api/v1/search/roles/?tags_autocomplete=found";
        Assert.That((await Host.GetJsonAsync(search)).GetProperty("count").GetInt32(), Is.Zero);

        Assert.That(await RebuildAsync(repository, new { }), Is.EqualTo("""{"checked":3,"rebuilt":1,"missing":1,"refused":1}"""));

        Assert.That((await Host.GetJsonAsync(search)).GetProperty("results")[0].GetProperty("description").GetString(), Is.EqualTo("Right"));
        Assert.That(await RebuildAsync(repository, new { name = "web" }), Is.EqualTo("""{"checked":1,"rebuilt":0,"missing":0,"refused":0}"""));
    }

    private static Role RoleOf(string name) => new() { Namespace = "acme", Name = name, Version = "1.0" };

    private async Task<string> RebuildAsync(AnsibleRepository repository, object request, string version = "")
    {
        using var answer = await Host.SendAsync(HttpMethod.Post, $"/pulp/api/v3/repositories/ansible/ansible/{repository.Id}/{version}rebuild_metadata/", JsonContent.Create(request));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), text);
        var href = JsonDocument.Parse(text).RootElement.GetProperty("task").GetString()!;
        var task = await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(href.Split('/', StringSplitOptions.RemoveEmptyEntries)[^1]));
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.ToString());
        return task.Result!.ToString()!;
    }
}
