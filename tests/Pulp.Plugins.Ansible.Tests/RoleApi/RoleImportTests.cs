using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.RoleApi;

/// <summary>Imports roles from git, as <c>ansible-galaxy role import</c> asks for it.</summary>
[TestFixture]
public sealed class RoleImportTests : GalaxyTest
{
    private string folder = null!;

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    private protected override Task<GalaxyHost> StartAsync()
    {
        folder = Directory.CreateTempSubdirectory("pulp-roles-").FullName;
        return GalaxyHost.StartAsync(services => services.Configure<AnsibleOptions>(options => options.RoleImportUrl = new Uri(folder).AbsoluteUri + "/{user}/{repository}"));
    }

    [Test]
    public async Task All_tags_become_versions_and_later_ones_are_added()
    {
        await Host.CreateRepositoryAsync("imports");
        var git = RoleOf("acme", "ansible-role-web").Commit("1.0").Commit("1.1");

        var import = await ImportAsync("imports", "acme", "ansible-role-web", "&alternate_role_name=web");

        Assert.That((import.GetProperty("github_user").GetString(), import.GetProperty("github_repo").GetString()), Is.EqualTo(("acme", "ansible-role-web")));
        Assert.That(import.GetProperty("summary_fields").GetProperty("role").GetProperty("name").GetString(), Is.EqualTo("web"));
        Assert.That(await StateAsync("imports", $"?id={import.GetProperty("id").GetInt64()}"), Is.EqualTo("SUCCESS"));
        Assert.That(await VersionsAsync("imports", "acme.web"), Is.EqualTo(new[] { "1.0", "1.1" }));
        git.Commit("1.2");
        await ImportAsync("imports", "acme", "ansible-role-web", "&alternate_role_name=web");
        Assert.That(await VersionsAsync("imports", "acme.web"), Is.EqualTo(new[] { "1.0", "1.1", "1.2" }));
        Assert.That(await StateAsync("imports", "/?github_user=acme&github_repo=ansible-role-web"), Is.EqualTo("SUCCESS"));
    }

    [Test]
    public async Task An_import_is_found_by_its_number_however_many_were_asked_for_beside_it()
    {
        await Host.CreateRepositoryAsync("imports-many");
        RoleOf("acme", "among").Commit("1.0");
        var import = await ImportAsync("imports-many", "acme", "among", "");
        var task = Guid.Parse(import.GetProperty("pulp_id").GetString()!);
        await Host.Database.WriteAsync(async session =>
        {
            var found = (await session.Tasks.GetAsync(task))!;
            for (var number = 0; number < 150; number++)
                await session.Tasks.InsertAsync(found with { Id = Guid.CreateVersion7(found.Created), Created = found.Created.AddMilliseconds(number), Locks = [] });
            return true;
        });

        Assert.That(await StateAsync("imports-many", $"?id={import.GetProperty("id").GetInt64()}"), Is.EqualTo("SUCCESS"));
    }

    [Test]
    public async Task One_reference_is_imported_and_found_and_the_role_is_removed()
    {
        await Host.CreateRepositoryAsync("imports-one");
        RoleOf("acme", "db").Commit("v1").Commit("v2");
        await ImportAsync("imports-one", "acme", "db", "&github_reference=v1");
        Assert.That(await VersionsAsync("imports-one", "acme.db"), Is.EqualTo(new[] { "v1" }));
        var found = await Host.GetJsonAsync("/pulp_ansible/galaxy/imports-one/api/v1/search/roles/?&autocomplete=d&page_size=1000&username_autocomplete=ac");
        Assert.That((found.GetProperty("results")[0].GetProperty("username").GetString(), found.GetProperty("results")[0].GetProperty("name").GetString()), Is.EqualTo(("acme", "db")));
        Assert.That((await Host.GetJsonAsync("/pulp_ansible/galaxy/imports-one/api/v1/search/roles/?&autocomplete=nothing")).GetProperty("count").GetInt32(), Is.Zero);

        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, "/pulp_ansible/galaxy/imports-one/api/v1/removerole/?github_user=acme&github_repo=db"), 200);
        await AssertAsync(await Host.GetAsync("/pulp_ansible/galaxy/imports-one/api/v1/roles/acme.db/versions/"), 404);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, "/pulp_ansible/galaxy/imports-one/api/v1/removerole/?github_user=acme&github_repo=db"), 404, "not_found");
    }

    [TestCase("")]
    [TestCase("&alternate_role_name=old")]
    public async Task A_tag_from_before_there_was_a_role_keeps_no_other_from_being_imported(string name)
    {
        var repository = $"imports-old{name.Length}";
        await Host.CreateRepositoryAsync(repository);
        var git = new GitFolder(Path.Combine(folder, "acme", repository)).Write("README.md", "x").Commit("0.1");
        git.Write("meta/main.yml", "galaxy_info: {role_name: old}\n").Commit("1.0");
        git.Write("README.md", "y").Commit("1.1");

        var message = await MessageOfAsync(repository, await ImportAsync(repository, "acme", repository, name));
        var again = await MessageOfAsync(repository, await ImportAsync(repository, "acme", repository, name));

        Assert.That(message, Does.StartWith("Imported; 2 new versions of the repository. Left out: 0.1: The git repository holds no collection and no role"));
        Assert.That(again, Does.StartWith("Imported; no new version of the repository. Left out: 0.1: "));
        Assert.That(await VersionsAsync(repository, "acme.old"), Is.EqualTo(new[] { "1.0", "1.1" }));
    }

    [Test]
    public async Task What_cannot_be_imported_fails_with_the_reason()
    {
        await Host.CreateRepositoryAsync("imports-bad");
        new GitFolder(Path.Combine(folder, "acme", "nothing")).Write("README.md", "x").Commit("1.0");
        var import = await ImportAsync("imports-bad", "acme", "nothing", "");
        Assert.That(await MessageOfAsync("imports-bad", import), Does.Contain("no collection and no role"));
        await AssertAsync(await PostAsync("imports-bad", "github_user=../x&github_repo=y"), 400, "invalid");
        await AssertAsync(await PostAsync("imports-bad", "github_user=x&github_repo=y/../z"), 400, "invalid");
        await AssertAsync(await PostAsync("imports-bad", "github_user=x&github_repo=y&github_reference=--upload-pack=x"), 400, "invalid");
    }

    [Test]
    public async Task Only_who_may_change_the_repository_imports_and_only_who_asked_sees_it()
    {
        var repository = await Host.CreateRepositoryAsync("imports-rights");
        RoleOf("acme", "guarded").Commit("1");
        await Host.GrantAsync(await Host.CreateUserAsync("role-publisher"), "ansible.ansiblerepository_publisher", repository);
        await AssertAsync(await PostAsync("imports-rights", "github_user=acme&github_repo=guarded", user: null), 401, "not_authenticated");
        await AssertAsync(await PostAsync("imports-rights", "github_user=acme&github_repo=guarded", "role-publisher"), 403, "permission_denied");
        var import = await ImportAsync("imports-rights", "acme", "guarded", "");
        await AssertAsync(await Host.GetAsync($"/pulp_ansible/galaxy/imports-rights/api/v1/imports?id={import.GetProperty("id").GetInt64()}", "role-publisher"), 404, "not_found");
    }

    [Test]
    public async Task Who_owns_the_namespace_imports_into_it_and_finds_the_import_in_the_list()
    {
        var repository = await Host.CreateRepositoryAsync("imports-owned");
        RoleOf("acme", "owned").Write("meta/main.yml", "galaxy_info: {description: Owned, galaxy_tags: [x]}\n").Commit("1");
        var owner = await Host.CreateUserAsync("role-owner");
        await Host.GrantAsync(owner, "ansible.ansiblerepository_publisher", repository);
        await Host.CreateAsync(new Models.AnsibleNamespace { Name = "mine" }, owner.Id);
        await AssertAsync(await PostAsync("imports-owned", "github_user=acme&github_repo=owned", "role-owner"), 403, "permission_denied");
        await AssertAsync(await PostAsync("imports-owned", "github_user=acme&github_repo=owned&alternate_namespace_name=m/y", "role-owner"), 400, "invalid");
        await AssertAsync(await PostAsync("imports-owned", "github_user=acme&github_repo=owned&alternate_clone_url=http://127.0.0.1/x", "role-owner"), 400, "invalid");

        var import = await ImportAsync("imports-owned", "acme", "owned", "&alternate_namespace_name=mine", "role-owner");

        Assert.That((await Host.GetJsonAsync("/pulp_ansible/galaxy/imports-owned/api/v1/roles/mine.owned/")).GetProperty("description").GetString(), Is.EqualTo("Owned"));
        var id = import.GetProperty("id").GetInt64();
        Assert.That((await Host.GetJsonAsync($"/pulp_ansible/galaxy/imports-owned/api/v1/imports/{id}/", "role-owner")).GetProperty("results")[0].GetProperty("id").GetInt64(), Is.EqualTo(id));
        var list = await Host.GetJsonAsync("/pulp_ansible/galaxy/imports-owned/api/v1/imports/?state=success&github_user=acme", "role-owner");
        Assert.That(list.GetProperty("results").EnumerateArray().Select(item => item.GetProperty("id").GetInt64()), Is.EqualTo(new[] { id }));
        Assert.That((await Host.GetJsonAsync("/pulp_ansible/galaxy/imports-owned/api/v1/imports/?state=failed&github_repo=owned", "role-owner")).GetProperty("count").GetInt32(), Is.Zero);
    }

    private async Task<string?> MessageOfAsync(string basePath, JsonElement import) =>
        (await Host.GetJsonAsync($"/pulp_ansible/galaxy/{basePath}/api/v1/imports?id={import.GetProperty("id").GetInt64()}", "admin")).GetProperty("results")[0]
            .GetProperty("summary_fields").GetProperty("task_messages")[0].GetProperty("message_text").GetString();

    private GitFolder RoleOf(string user, string repository) => new GitFolder(Path.Combine(folder, user, repository)).Write("meta/main.yml", "galaxy_info: {}\n").Write("tasks/main.yml", "[]\n");

    private async Task<JsonElement> ImportAsync(string basePath, string user, string repository, string further, string caller = "admin")
    {
        using var answer = await PostAsync(basePath, $"github_user={user}&github_repo={repository}{further}", caller);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), text);
        var import = JsonDocument.Parse(text).RootElement.GetProperty("results")[0];
        await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(import.GetProperty("pulp_id").GetGuid());
        return import;
    }

    private Task<HttpResponseMessage> PostAsync(string basePath, string form, string? user = "admin") => Host.SendAsync(
        HttpMethod.Post, $"/pulp_ansible/galaxy/{basePath}/api/v1/imports/", new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"), user);

    private async Task<string> StateAsync(string basePath, string query) =>
        (await Host.GetJsonAsync($"/pulp_ansible/galaxy/{basePath}/api/v1/imports{query}", "admin")).GetProperty("results")[0].GetProperty("state").GetString()!;

    private async Task<string[]> VersionsAsync(string basePath, string role) =>
        [.. Texts((await Host.GetJsonAsync($"/pulp_ansible/galaxy/{basePath}/api/v1/roles/{role}/versions/")).GetProperty("results"), "name").Order(StringComparer.Ordinal)];
}
