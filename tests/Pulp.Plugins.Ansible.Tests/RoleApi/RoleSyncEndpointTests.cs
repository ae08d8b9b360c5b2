using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Tasking;
using Pulp.Testing.Archives;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.RoleApi;

/// <summary>Starts syncs of roles by API v1.</summary>
[TestFixture]
public sealed class RoleSyncEndpointTests : GalaxyTest
{
    private FakeUpstream upstream = null!;

    [OneTimeSetUp]
    public async Task StartUpstream()
    {
        upstream = await FakeUpstream.StartAsync();
        var archive = new TarBuilder().File("meta/main.yml", "galaxy_info: {description: From upstream, galaxy_tags: [mirrored]}").Build();
        upstream.Map("/api/v1/roles/", FakeAnswer.Ok($$"""{"results": [{{Item("web", "1.0", "1.1")}}, {{Item("db", "1.0")}}]}"""));
        foreach (var file in new[] { "web-1.0", "web-1.1", "db-1.0" })
            upstream.Map($"/files/{file}.tar.gz", FakeAnswer.Ok(archive));
    }

    [OneTimeTearDown]
    public async Task StopUpstream() => await upstream.DisposeAsync();

    [Test]
    public async Task The_roles_of_the_repositorys_remote_are_taken_and_the_task_is_shown()
    {
        await PrepareAsync("synced");
        var started = await StartedAsync("synced", "{}", "admin");

        foreach (var path in new[] { "sync", "tasks" })
        {
            var shown = (await Host.GetJsonAsync($"/pulp_ansible/galaxy/synced/api/v1/{path}/{started.GetProperty("task").GetInt64()}/", "admin")).GetProperty("results")[0];
            Assert.That((shown.GetProperty("state").GetString(), shown.GetProperty("pulp_id").GetString()), Is.EqualTo(("SUCCESS", started.GetProperty("pulp_id").GetString())));
            Assert.That(shown.GetProperty("summary_fields").GetProperty("task_messages")[0].GetProperty("message_text").GetString(), Is.EqualTo("Synced; 1 new version of the repository."));
        }

        Assert.That(await RolesAsync("synced", "tags_autocomplete=mirrored"), Is.EqualTo("acme.db acme.web"));
        Assert.That((await Host.GetJsonAsync("/pulp_ansible/galaxy/synced/api/v1/roles/acme.db/")).GetProperty("description").GetString(), Is.EqualTo("From upstream"));
    }

    [TestCase("""{"github_user":"acme","role_name":"web"}""", "web 1.0 1.1")]
    [TestCase("""{"github_user":"acme","role_name":"web","role_version":"1.1"}""", "web 1.1")]
    [TestCase("""{"github_user":"acme"}""", "db 1.0 web 1.0 1.1")]
    [TestCase("""{"limit":1}""", "web 1.0 1.1")]
    public async Task What_is_chosen_is_taken_and_what_is_here_stays(string body, string taken)
    {
        var name = $"chosen{Guid.NewGuid():N}"[..12];
        await Host.AddAsync(await PrepareAsync(name), new Role { Namespace = "other", Name = "kept", Version = "1" });

        await StartedAsync(name, body, "admin");

        var here = new List<string>();
        foreach (var id in (await RolesAsync(name, "")).Split(' '))
            here.Add($"{id.Split('.')[1]} {string.Join(' ', Texts((await Host.GetJsonAsync($"/pulp_ansible/galaxy/{name}/api/v1/roles/{id}/versions/")).GetProperty("results"), "name"))}");
        Assert.That(string.Join(' ', here), Is.EqualTo($"{taken} kept 1"));
    }

    [Test]
    public async Task Another_remote_is_named_by_its_address_and_no_other_address_is_contacted()
    {
        var repository = await Host.CreateRepositoryAsync("named");
        var url = upstream.UrlOf("/api/v1/roles/").AbsoluteUri;
        await AssertAsync(await PostAsync("named", "{}", "admin"), 400, "invalid");
        await AssertAsync(await PostAsync("named", """{"baseurl":"http://127.0.0.1:1/api/v1/roles/"}""", "admin"), 400, "invalid");
        var remote = await Host.CreateAsync(new RoleRemote { Name = "named", Url = url + "?x=named", MaxRetries = 0 });
        var syncer = await Host.CreateUserAsync("syncer");
        await AssertAsync(await PostAsync("named", $$"""{"baseurl":"{{remote.Url}}"}""", "syncer"), 403, "permission_denied");
        await Host.GrantAsync(syncer, "ansible.ansiblerepository_owner", repository);
        await AssertAsync(await PostAsync("named", $$"""{"baseurl":"{{remote.Url}}"}""", "syncer"), 400, "invalid");
        await Host.GrantAsync(syncer, "ansible.roleremote_viewer", remote);

        await StartedAsync("named", $$"""{"baseurl":"{{remote.Url}}","github_user":"acme","role_name":"db"}""", "syncer");

        Assert.That(await RolesAsync("named", ""), Is.EqualTo("acme.db"));
    }

    [TestCase("""{"role_name":"web"}""")]
    [TestCase("""{"github_user":"acme","role_version":"1"}""")]
    [TestCase("""{"github_user":"ac/me"}""")]
    [TestCase("""{"github_user":"acme","role_name":"../x"}""")]
    [TestCase("""{"limit":0}""")]
    [TestCase("""{"limit":"x"}""")]
    [TestCase("[]")]
    public async Task What_cannot_be_understood_is_refused(string body)
    {
        if (await Host.LatestAsync("refused") is null)
            await PrepareAsync("refused");
        await AssertAsync(await PostAsync("refused", body, "admin"), 400, "invalid");
    }

    [Test]
    public async Task Who_is_not_logged_in_starts_and_sees_nothing()
    {
        await PrepareAsync("guarded");
        await Host.CreateUserAsync("passer");
        await AssertAsync(await PostAsync("guarded", "{}", null), 401, "not_authenticated");
        var started = await StartedAsync("guarded", "{}", "admin");
        await AssertAsync(await Host.GetAsync($"/pulp_ansible/galaxy/guarded/api/v1/sync/{started.GetProperty("task").GetInt64()}/"), 401, "not_authenticated");
        await AssertAsync(await Host.GetAsync($"/pulp_ansible/galaxy/guarded/api/v1/sync/{started.GetProperty("task").GetInt64()}/", "passer"), 404, "not_found");
        await AssertAsync(await Host.GetAsync("/pulp_ansible/galaxy/guarded/api/v1/sync/x/", "admin"), 404, "not_found");
    }

    private static string Item(string name, params string[] versions)
    {
        var list = string.Join(", ", versions.Select(version => $$"""{"name": "{{version}}", "source": "/files/{{name}}-{{version}}.tar.gz"}"""));
        return $$"""{"id": "acme.{{name}}", "name": "{{name}}", "namespace": "acme", "summary_fields": {"versions": [{{list}}] } }""";
    }

    private async Task<AnsibleRepository> PrepareAsync(string name)
    {
        var remote = await Host.CreateAsync(new RoleRemote { Name = name, Url = upstream.UrlOf("/api/v1/roles/").AbsoluteUri, MaxRetries = 0 });
        return await Host.UpdateAsync(await Host.CreateRepositoryAsync(name) with { Remote = remote.Id });
    }

    private async Task<string> RolesAsync(string name, string query) =>
        string.Join(' ', Texts((await Host.GetJsonAsync($"/pulp_ansible/galaxy/{name}/api/v1/roles/?{query}")).GetProperty("results"), "id"));

    private Task<HttpResponseMessage> PostAsync(string name, string body, string? user) =>
        Host.SendAsync(HttpMethod.Post, $"/pulp_ansible/galaxy/{name}/api/v1/sync/", new StringContent(body, Encoding.UTF8, "application/json"), user);

    private async Task<JsonElement> StartedAsync(string name, string body, string user)
    {
        using var answer = await PostAsync(name, body, user);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), text);
        var started = JsonDocument.Parse(text).RootElement;
        var task = await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(started.GetProperty("pulp_id").GetGuid());
        Assert.That(task.Error, Is.Null);
        return started;
    }
}
